package dev.flagstaff.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `bench/run`: measures what a sidecar costs beside nginx, in turns and several times, and holds it against the
/// targets.
public final class Run {
    private Run() {}

    @FunctionalInterface
    private interface Section {
        void measure() throws IOException, InterruptedException;
    }

    /// Measures the sections that are named, or all, and prints a table.
    ///
    /// @param arguments see the script
    /// @throws Exception when something cannot be started or answers wrongly
    public static void main(String[] arguments) throws Exception {
        double factor = 1;
        int rounds = 3;
        Path json = null;
        Path peers = null;
        var launcher = List.of("./flagstaff");
        var names = new ArrayList<String>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.length() - value.length())) {
                case "--factor=" -> factor = Double.parseDouble(value);
                case "--rounds=" -> rounds = Integer.parseInt(value);
                case "--json=" -> json = Path.of(value);
                case "--launcher=" -> launcher = List.of(value.split(" ", -1));
                case "--peers=" -> peers = Path.of(value);
                default -> names.add(argument);
            }
        }
        var figures = new Figures();
        Path work = Files.createTempDirectory("flagstaff-bench");
        if (peers != null) {
            Peers.measure(peers, work, figures, rounds, factor);
            System.out.print(figures.table());
            return;
        }
        try (var stage = new Stage(work, launcher.toArray(String[]::new))) {
            var sections = new Sections(stage, figures, rounds, factor);
            Map<String, Section> all = new LinkedHashMap<>();
            all.put("start", sections::start);
            all.put("cpu", sections::cpu);
            all.put("latency", sections::latency);
            all.put("bulk", sections::bulk);
            all.put("memory", sections::memory);
            all.put("scale", sections::scale);
            all.put("propagation", sections::propagation);
            all.put("events", new Events(stage, figures)::measure);
            all.put("redis", new RedisLoad(stage, figures, factor)::measure);
            all.put("admin", sections::admin);
            all.put("container", sections::container);
            for (String name : names.isEmpty() ? all.keySet() : names) {
                var section = all.get(name);
                if (section == null) {
                    throw new IllegalArgumentException("no section " + name + "; there are " + all.keySet());
                }
                System.err.println(name);
                section.measure();
            }
        }
        System.out.print(figures.table());
        if (json != null) {
            Files.writeString(json, figures.json());
        }
    }
}
