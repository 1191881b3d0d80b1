package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.Scrape;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What Prometheus sees of a sidecar.
@Timeout(120)
class MetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_(bucket|count|sum)$");
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final Writer WRITER = Writer.to(REDIS.url());

    @BeforeEach
    void emptyRedis() {
        REDIS.cli().flushall();
    }

    @AfterAll
    static void close() {
        WRITER.close();
        REDIS.close();
    }

    @Test
    void theMetricsThatOthersRelyOnAreThereAndEveryOneIsExplained() {
        WRITER.put("f", "", 100);
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            sidecar.api().get("/api/flags/f/evaluate?environment=production&subject=s");

            var scrape = sidecar.scrape();

            assertThat(names(scrape))
                    .contains(
                            "flagstaff_evaluations_total",
                            "flagstaff_flag_evaluations_total",
                            "flagstaff_evaluation_duration_seconds",
                            "flagstaff_changes_applied_total",
                            "flagstaff_propagation_seconds",
                            "flagstaff_revision",
                            "flagstaff_definitions",
                            "flagstaff_definitions_refused",
                            "flagstaff_staleness_seconds",
                            "flagstaff_redis_connected",
                            "flagstaff_cache_hits_total",
                            "flagstaff_cache_misses_total",
                            "flagstaff_build_info");
            assertThat(scrape.help()).containsAll(names(scrape));
            assertThat(scrape.value("flagstaff_redis_connected")).isEqualTo(1);
            assertThat(scrape.value("flagstaff_definitions")).isEqualTo(1);
            assertThat(scrape.value("flagstaff_changes_applied_total{source=\"re-read\"}"))
                    .isEqualTo(1);
            assertThat(scrape.value("flagstaff_cache_hits_total")).isEqualTo(1);
        }
    }

    @Test
    void noLabelEverHoldsWhatAClientSent() {
        WRITER.put("known", "", 100);
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            Set<String> before = samples(sidecar);
            for (String path : new String[] {
                "/api/flags/sent",
                "/api/flags/sent/evaluate?environment=sent&subject=sent",
                "/sent",
                "/api/flags/known/evaluate?environment=sent&subject=sent&region=sent",
                "/api/flags/known?sent=sent",
                "/api/flags/known/evaluate?sent=sent",
                "/api/flags/sent:sent"
            }) {
                sidecar.api().get(path);
                sidecar.api().send("SENT", path);
            }

            assertThat(samples(sidecar)).isEqualTo(before).noneMatch(sample -> sample.contains("sent"));
            assertThat(sidecar.scrape().value("flagstaff_evaluations_total{reason=\"environment-missing\"}"))
                    .isEqualTo(1);
            assertThat(sidecar.scrape().value("flagstaff_flag_evaluations_total{flag=\"known\"}"))
                    .isEqualTo(1);
        }
    }

    /// Whatever an evaluation counts is there from the start, also where a subject or a region is in an allowlist.
    @Test
    void noEvaluationAddsASeries() {
        WRITER.put("known", """
                { "defaultEnabled": true, "environments": { "production": {
                    "enabled": true, "rolloutPercent": 0, "allowlistUsers": ["anna"], "allowlistRegions": ["eu"] } } }
                """);
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            Set<String> before = samples(sidecar);
            String evaluate = "/api/flags/known/evaluate?environment=production&subject=";

            sidecar.api().get(evaluate + "anna");
            sidecar.api().get(evaluate + "bert&region=eu");
            sidecar.api().get(evaluate + "bert&region=us");

            assertThat(samples(sidecar)).isEqualTo(before);
            for (String reason : new String[] {"allowlist-user", "allowlist-region", "rollout-miss"}) {
                assertThat(sidecar.scrape().value("flagstaff_evaluations_total{reason=\"" + reason + "\"}"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aDeletedFlagHasNoSeriesAnyMore() {
        WRITER.put("doomed", "", 100);
        String series = "flagstaff_flag_evaluations_total{flag=\"doomed\"}";
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            assertThat(samples(sidecar)).contains(series);

            WRITER.delete("doomed");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(samples(sidecar)).doesNotContain(series));
        }
    }

    private static Set<String> samples(RunningSidecar sidecar) {
        return new TreeSet<>(sidecar.scrape().samples().keySet());
    }

    /// The names of the metrics, a histogram's being one.
    private static Set<String> names(Scrape scrape) {
        var names = new TreeSet<String>();
        for (String sample : scrape.samples().keySet()) {
            String name = sample.replaceFirst("\\{.*", "");
            String histogram = HISTOGRAM_PART.matcher(name).replaceFirst("");
            // The highest of a timer's values is a gauge of its own.
            names.add(scrape.help().contains(histogram) ? histogram : name);
        }
        return names;
    }
}
