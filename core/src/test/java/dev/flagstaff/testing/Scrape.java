package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What `/metrics` answered.
///
/// @param help the names that are explained
/// @param samples values by name and labels
public record Scrape(Set<String> help, Map<String, Double> samples) {
    /// Scrapes now.
    public static Scrape of(HttpConversation management) {
        var answer = management.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type"))
                .containsExactly("text/plain; version=0.0.4; charset=utf-8");
        var help = new TreeSet<String>();
        var samples = new LinkedHashMap<String, Double>();
        answer.body().lines().forEach(line -> {
            if (line.startsWith("# HELP ")) {
                help.add(line.split(" ", 4)[2]);
            } else if (!line.startsWith("#")) {
                int end = line.lastIndexOf(' ');
                samples.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            }
        });
        return new Scrape(help, samples);
    }

    /// The value of a sample that must be there, for example `flagstaff_revision`.
    public double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.getOrDefault(sample, Double.NaN);
    }
}
