package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import java.time.Duration;

/// A running system as its user has it: an admin to write flags at, and a sidecar to ask for them.
record TwoEnds(HttpConversation admin, HttpConversation sidecar) {
    static final DescribedApi ADMIN = DescribedApi.of("admin");
    static final DescribedApi SIDECAR = DescribedApi.of("sidecar");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static TwoEnds at(String admin, String sidecar) {
        return new TwoEnds(new HttpConversation(admin, ADMIN), new HttpConversation(sidecar, SIDECAR));
    }

    /// Writes a flag, and returns when the sidecar serves it.
    ///
    /// @return the definition as both serve it
    String write(String flagKey, String description) {
        String body =
                "{\"description\":\"%s\",\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":100}}}"
                        .formatted(description);
        await().atMost(LIMIT)
                .until(() -> admin.put("/api/admin/flags/" + flagKey, body).statusCode() == 200);
        String definition = admin.get("/api/flags/" + flagKey).body();
        assertThat(definition).contains("\"description\":\"" + description + "\"");
        assertServes(definition, flagKey);
        return definition;
    }

    /// Asserts that both serve a definition, and that the sidecar evaluates it.
    void assertServes(String definition, String flagKey) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(sidecar.get("/api/flags/" + flagKey).body()).isEqualTo(definition);
            assertThat(admin.get("/api/flags/" + flagKey).body()).isEqualTo(definition);
        });
        assertThat(sidecar.get("/api/flags/" + flagKey + "/evaluate?environment=production&subject=s")
                        .body())
                .contains("\"enabled\":true,\"reason\":\"rollout-hit\"");
    }
}
