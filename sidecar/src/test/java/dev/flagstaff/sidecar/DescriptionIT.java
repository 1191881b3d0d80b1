package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The description of the evaluation API.
@Timeout(120)
class DescriptionIT {
    @Test
    void itIsServedAsItIsInTheSourcesWhetherOrNotAnythingIsLoaded() throws IOException {
        String away = "redis://127.0.0.1:" + TestRedis.freePort();
        try (var sidecar = RunningSidecar.at(away, Map.of());
                var source = Objects.requireNonNull(Sidecar.class.getResourceAsStream("openapi.yaml"))) {
            var answer = sidecar.api().get("/openapi.yaml");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("content-type")).containsExactly("application/yaml");
            assertThat(answer.body()).isEqualTo(new String(source.readAllBytes(), StandardCharsets.UTF_8));
            var head = sidecar.api().send("HEAD", "/openapi.yaml");
            assertThat(head.headers().firstValue("content-length"))
                    .isEqualTo(answer.headers().firstValue("content-length"));
            assertThat(sidecar.api().get("/docs").statusCode()).isEqualTo(404);
        }
    }
}
