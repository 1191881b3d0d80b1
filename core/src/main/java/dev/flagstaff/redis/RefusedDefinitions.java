package dev.flagstaff.redis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which flags in Redis are broken at the moment. Each is logged once for every change of what is wrong with it,
/// and once when it is right again. Thread-safe; holds no more than the index names.
public final class RefusedDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedDefinitions.class);

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /// None so far.
    public RefusedDefinitions() {}

    /// Notes what a reading found.
    public void note(FlagRead read) {
        switch (read) {
            case FlagRead.Broken(String flagKey, String reason) -> {
                if (!reason.equals(reasons.put(flagKey, reason))) {
                    LOG.atError()
                            .addKeyValue("flagKey", flagKey)
                            .addKeyValue("reason", reason)
                            .log("a definition in Redis cannot be read and is refused");
                }
            }
            case FlagRead.Present(var definition) -> {
                if (reasons.remove(definition.flagKey()) != null) {
                    LOG.atInfo()
                            .addKeyValue("flagKey", definition.flagKey())
                            .log("a definition in Redis can be read again");
                }
            }
            case FlagRead.Absent(String flagKey) -> reasons.remove(flagKey);
            case FlagRead.Unlisted(String flagKey, boolean indexIsGone) -> reasons.remove(flagKey);
        }
    }

    /// Forgets every flag but these.
    public void retain(Set<String> flagKeys) {
        reasons.keySet().retainAll(flagKeys);
    }

    /// How many flags are broken.
    public int count() {
        return reasons.size();
    }
}
