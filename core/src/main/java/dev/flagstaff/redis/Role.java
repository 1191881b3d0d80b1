package dev.flagstaff.redis;

import java.util.ArrayList;
import java.util.List;

/// What a node says it is: the answer to `ROLE`. Immutable.
sealed interface Role {
    /// A master.
    ///
    /// @param replicas which are connected at the moment
    record Master(List<Place> replicas) implements Role {}

    /// A replica.
    ///
    /// @param master which it copies
    record Replica(Place master) implements Role {}

    /// A sentinel, or something that is yet to come.
    record Other() implements Role {}

    /// Where a node says that another one is.
    record Place(String host, int port) {}

    static Role parse(List<?> answer) {
        return switch (text(answer, 0)) {
            case "master" -> new Master(replicas(answer));
            case "slave" -> new Replica(new Place(text(answer, 1), port(answer, 2)));
            default -> new Other();
        };
    }

    private static List<Place> replicas(List<?> answer) {
        var replicas = new ArrayList<Place>();
        if (answer.size() > 2 && answer.get(2) instanceof List<?> list) {
            for (var one : list) {
                if (one instanceof List<?> replica) {
                    replicas.add(new Place(text(replica, 0), port(replica, 1)));
                }
            }
        }
        return List.copyOf(replicas);
    }

    private static String text(List<?> answer, int index) {
        return index < answer.size() ? Answers.text(answer.get(index)) : "";
    }

    private static int port(List<?> answer, int index) {
        return Integer.parseInt(text(answer, index));
    }
}
