package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.real.FaultProxy;
import dev.slipway.real.SlipwayClient;
import dev.slipway.real.Slipways;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: a database that says nothing any more makes Slipway say so, not hang; and all is well again when it answers.
 *
 * <p>Method: a proxy between Slipway and PostgreSQL swallows all bytes and closes nothing, and later lets new
 * connections through.
 */
class Row10DatabaseBlackHoleIT {
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final Duration HEALS = Duration.ofSeconds(60);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void requests_are_refused_and_everything_recovers_by_itself() throws Exception {
        var direct = TestDatabase.fresh();
        var address = URI.create(Objects.requireNonNull(direct.get(URL)).substring("jdbc:".length()));
        try (var proxy = new FaultProxy(address.getPort())) {
            var settings = new HashMap<>(slipways.together(direct));
            settings.put(URL, "jdbc:postgresql://127.0.0.1:" + proxy.port() + address.getPath());
            var slipway = slipways.start("one", settings);
            assertThat(slipway.api().get("/api/v1/deployments").statusCode()).isEqualTo(200);

            proxy.fallSilent();

            // Each answer comes within the client's own limit of 60 s, or it throws.
            var api = slipway.api().get("/api/v1/deployments");
            assertThat(api.statusCode()).isEqualTo(503);
            assertThat(api.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(SlipwayClient.json(api).get("type").asText()).contains("database-unavailable");
            assertThat(slipway.api().get("/api/v1/applications/shop/releases").statusCode())
                    .isEqualTo(503);
            assertThat(slipway.api().get("/api/v1/fleets").statusCode()).isEqualTo(503);
            var page = slipway.api().get("/deployments");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("<html", "The database does not answer");
            assertThat(slipway.api().get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(slipway.api().get("/q/health/live").statusCode()).isEqualTo(200);

            proxy.recover();

            Awaitility.await().atMost(HEALS).until(slipway.api()::ready);
            Awaitility.await().atMost(HEALS).untilAsserted(() -> {
                assertThat(slipway.api().get("/api/v1/deployments").statusCode())
                        .isEqualTo(200);
                assertThat(slipway.api().get("/").statusCode()).isEqualTo(200);
            });
            Awaitility.await().atMost(HEALS).until(() -> slipway.log()
                    .contains("Hears from the other instances again"));
        }
    }
}
