package dev.flagstaff.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/// On the Redis that the compose file deploys, where there is a Docker engine.
class FlagStoreContainerIT extends FlagStoreContract {
    private static final int PORT = 6379;

    private final GenericContainer<?> redis = new GenericContainer<>("redis:8-alpine").withExposedPorts(PORT);

    @Override
    @BeforeAll
    void connect() {
        try {
            assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
            redis.start();
        } catch (RuntimeException notToBeHad) {
            assumeTrue(false, "no container to be had: " + notToBeHad.getMessage());
        }
        super.connect();
    }

    @Override
    public String url() {
        return "redis://" + redis.getHost() + ":" + redis.getMappedPort(PORT);
    }

    @AfterAll
    void end() {
        redis.stop();
    }
}
