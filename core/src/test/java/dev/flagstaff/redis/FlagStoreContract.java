package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// What a store promises on any Redis, part by part: a subclass says where the Redis is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlagStoreContract
        implements WritingContract,
                DeletingContract,
                ReadingContract,
                OtherWritersContract,
                HandEditsContract,
                RevisionsContract,
                PreconditionsContract,
                WrongTypesContract {
    private final RedisClient client = RedisClient.create();
    private RedisCommands<String, String> cli;
    private OpenStore open;

    @BeforeAll
    void connect() {
        cli = client.connect(RedisURI.create(url())).sync();
    }

    @AfterAll
    void disconnect() {
        client.shutdown();
    }

    @BeforeEach
    void openStore() {
        cli.flushall();
        open = OpenStore.at(url());
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    @Override
    public OpenStore open() {
        return open;
    }

    @Override
    public RedisCommands<String, String> cli() {
        return cli;
    }
}
