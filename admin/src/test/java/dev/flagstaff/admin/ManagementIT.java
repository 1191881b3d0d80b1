package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What kubelet and Prometheus see of an admin.
@Timeout(120)
class ManagementIT {
    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();
    private final HttpConversation management = STAGE.management();

    @Test
    void anAdminThatIsConnectedIsLiveAndReady() {
        assertThat(management.get("/livez").body()).isEqualTo("ok\n");
        var ready = management.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .matches("\\{\"ready\":true,\"conditions\":\\{\"connected\":\\{\"holds\":true,\"required\":true,"
                        + "\"since\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\","
                        + "\"detail\":\"Redis is connected for reads and for writes.\"},"
                        + "\"writable\":\\{\"holds\":true,\"required\":false,\"since\":\"[^\"]+\","
                        + "\"detail\":\"No write failed, or a later one went through.\"}}}");
    }

    @Test
    void everyMetricIsExplained() {
        api.get("/api/admin/flags");

        var scrape = Scrape.of(management);

        assertThat(scrape.help())
                .contains(
                        "flagstaff_evaluations_total",
                        "flagstaff_redis_connected",
                        "flagstaff_definitions_refused",
                        "flagstaff_log_entries_dropped_total",
                        "flagstaff_access_refused_total",
                        "flagstaff_build_info");
        assertThat(scrape.samples().keySet())
                .allSatisfy(sample -> assertThat(scrape.help()).contains(sample.replaceFirst("\\{.*", "")));
        assertThat(scrape.value("flagstaff_redis_connected")).isEqualTo(1);
    }

    @Test
    void evaluationsAreCountedByReasonAndByNothingThatAClientSent() {
        api.put("/api/admin/flags/counted", "{\"defaultEnabled\":true,\"environments\":{}}");
        String missing = "flagstaff_evaluations_total{reason=\"environment-missing\"}";
        double before = Scrape.of(management).value(missing);

        api.get("/api/flags/counted/evaluate?environment=sent&subject=sent");
        api.get("/api/flags/sent/evaluate?environment=sent&subject=sent");
        api.get("/api/flags/counted/evaluate");

        var after = Scrape.of(management);
        assertThat(after.value(missing)).isEqualTo(before + 1);
        assertThat(after.samples().keySet())
                .filteredOn(sample -> sample.startsWith("flagstaff_evaluations_total"))
                .hasSize(7);
        assertThat(after.samples().keySet()).noneMatch(sample -> sample.contains("sent") || sample.contains("counted"));
    }

    @Test
    void theTwoListenersServeNothingOfEachOther() {
        assertThat(api.get("/metrics").statusCode()).isEqualTo(404);
        assertThat(api.get("/readyz").statusCode()).isEqualTo(404);
        assertThat(management.get("/api/admin/flags").statusCode()).isEqualTo(404);
        assertThat(management.send("POST", "/livez").statusCode()).isEqualTo(405);
    }
}
