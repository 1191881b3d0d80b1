package dev.flagstaff.redis;

import java.util.ArrayList;
import java.util.List;

/// One line of `CLUSTER SLOTS`. Immutable.
///
/// @param nodes the master first, then its replicas, as they announce themselves; not empty
record SlotRange(long first, long last, List<Node> nodes) {
    /// @param asked the node that answered: it leaves its own host out where it does not know it
    static List<SlotRange> parse(List<?> answer, RedisUrl url, Node asked) {
        var ranges = new ArrayList<SlotRange>();
        for (var one : answer) {
            if (one instanceof List<?> range && range.size() > 2) {
                var nodes = new ArrayList<Node>();
                for (var node : range.subList(2, range.size())) {
                    if (node instanceof List<?> place && place.size() > 1) {
                        nodes.add(node(place, url, asked, !nodes.isEmpty()));
                    }
                }
                ranges.add(new SlotRange(number(range.get(0)), number(range.get(1)), List.copyOf(nodes)));
            }
        }
        return ranges;
    }

    private static Node node(List<?> place, RedisUrl url, Node asked, boolean isReplica) {
        String host = Answers.text(place.getFirst());
        boolean isAnnounced = !host.isEmpty() && !host.equals("?");
        return url.node(isAnnounced ? host : asked.uri().getHost(), (int) number(place.get(1)), isReplica);
    }

    private static long number(Object value) {
        return Long.parseLong(Answers.text(value));
    }

    boolean has(int slot) {
        return first <= slot && slot <= last;
    }
}
