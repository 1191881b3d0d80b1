package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A sidecar on free ports. Unless told otherwise it asks Redis for nothing that no message told it of.
///
/// @param api where flags are evaluated
/// @param management where health and metrics are
record RunningSidecar(Sidecar sidecar, HttpConversation api, HttpConversation management) implements AutoCloseable {
    static final DescribedApi API = DescribedApi.of("sidecar");
    private static final DescribedApi MANAGEMENT = DescribedApi.managementOf("sidecar");

    /// Starts one that has loaded what is in this Redis.
    static RunningSidecar at(String redisUrl) {
        return at(redisUrl, Map.of()).awaitLoaded();
    }

    /// Starts one, whether Redis is there or not.
    static RunningSidecar at(String redisUrl, Map<String, String> moreSettings) {
        var settings = new HashMap<>(Map.of(
                "REDIS_URL", redisUrl,
                "FLAGSTAFF_SIDECAR_PORT", "0",
                "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1",
                "FLAGSTAFF_POLL_INTERVAL", "24h",
                "FLAGSTAFF_REREAD_INTERVAL", "24h"));
        settings.putAll(moreSettings);
        var sidecar = Sidecar.start(SidecarConfig.from(settings));
        return new RunningSidecar(
                sidecar,
                new HttpConversation(sidecar.url(), API),
                new HttpConversation("http://127.0.0.1:" + sidecar.managementPort(), MANAGEMENT));
    }

    RunningSidecar awaitLoaded() {
        sidecar.loaded().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        return this;
    }

    /// The definition of a flag, or the problem of there being none.
    String definition(String flagKey) {
        return api.get("/api/flags/" + flagKey).body();
    }

    /// Every definition.
    String definitions() {
        return api.get("/api/flags").body();
    }

    int readiness() {
        return management.get("/readyz").statusCode();
    }

    Scrape scrape() {
        return Scrape.of(management);
    }

    static long revision(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("flagstaff-revision")).hasSize(1);
        return Long.parseLong(answer.headers().allValues("flagstaff-revision").getFirst());
    }

    @Override
    public void close() {
        sidecar.close();
    }
}
