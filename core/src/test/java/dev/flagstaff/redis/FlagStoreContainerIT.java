package dev.flagstaff.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/// On every Redis that we promise to work with, where there is a Docker engine. The last but one is what the compose
/// file deploys.
class FlagStoreContainerIT {
    private static final int PORT = 6379;

    @Nested
    class OnRedis62 extends OnContainer {
        OnRedis62() {
            super("redis:6.2-alpine");
        }
    }

    @Nested
    class OnRedis7 extends OnContainer {
        OnRedis7() {
            super("redis:7-alpine");
        }
    }

    @Nested
    class OnRedis8 extends OnContainer {
        OnRedis8() {
            super("redis:8-alpine");
        }
    }

    @Nested
    class OnValkey8 extends OnContainer {
        OnValkey8() {
            super("valkey/valkey:8-alpine");
        }
    }

    abstract static class OnContainer extends FlagStoreContract {
        private final GenericContainer<?> redis;
        private String url = "";

        OnContainer(String image) {
            // Its port is not knocked at: to do so, Testcontainers may want an image of its own.
            redis = new GenericContainer<>(image)
                    .withExposedPorts(PORT)
                    .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
        }

        @Override
        @BeforeAll
        void connect() {
            try {
                assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
                redis.start();
                url = "redis://" + redis.getHost() + ":" + redis.getMappedPort(PORT);
            } catch (RuntimeException notToBeHad) {
                assumeTrue(false, "no container to be had: " + notToBeHad.getMessage());
            }
            super.connect();
        }

        @Override
        public String url() {
            return url;
        }

        @AfterAll
        void end() {
            redis.stop();
        }
    }
}
