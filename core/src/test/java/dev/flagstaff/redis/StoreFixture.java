package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.SortedMap;

/// What each part of the store's contract works with: a store on a Redis that was empty when the test began.
interface StoreFixture {
    OpenStore open();

    /// The same Redis, as a person sees it.
    RedisCommands<String, String> cli();

    String url();

    default FlagStore store() {
        return open().store();
    }

    default FlagDefinition put(FlagDefinition definition) {
        return open().put(definition);
    }

    default FlagRead read(String flagKey) {
        return store().find(flagKey).flag();
    }

    default SortedMap<String, String> dump() {
        return Dump.of(cli());
    }

    default Subscription subscribe() {
        return Subscription.to(url(), OpenStore.PREFIX + ":changed");
    }

    /// Ids of the change stream, oldest first.
    default List<String> changeIds() {
        return cli().xrange(OpenStore.PREFIX + ":changes", io.lettuce.core.Range.unbounded()).stream()
                .map(entry -> entry.getId())
                .toList();
    }

    /// Another store on the same Redis, as another admin has.
    default OpenStore another() {
        return OpenStore.at(url());
    }
}
