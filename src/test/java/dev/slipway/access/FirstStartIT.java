package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.SlipwayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program at its first start: one link in the log, no other way in, and nothing open to strangers. */
class FirstStartIT {
    private static final Pattern LINK = Pattern.compile("http://localhost:\\d+/welcome/[A-Za-z0-9_-]{43}");
    private static final Map<String, String> AS_DELIVERED = Map.of("slipway.access.open", "false");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void each_start_prints_one_link_that_works_and_takes_the_place_of_the_one_before() throws Exception {
        String first;
        try (var slipway = SlipwayProcess.start(folder, AS_DELIVERED)) {
            first = link(slipway);
            assertThat(status(first)).isEqualTo(200);
            assertThat(status(first.replaceFirst("/welcome/.*", "/"))).isEqualTo(303);
            assertThat(status(first.replaceFirst("/welcome/.*", "/api/v1/fleets")))
                    .isEqualTo(401);
            slipway.terminate(Duration.ofSeconds(60));
        }
        try (var slipway = SlipwayProcess.start(folder, AS_DELIVERED)) {
            var second = link(slipway);
            assertThat(status(second)).isEqualTo(200);
            assertThat(status(second.replaceFirst("/welcome/.*", "") + first.replaceFirst(".*/welcome", "/welcome")))
                    .as("the link of the first start")
                    .isEqualTo(410);
        }
    }

    @Test
    void a_slipway_that_is_open_to_all_does_not_start_beyond_loopback() throws Exception {
        var settings = Map.of("slipway.access.open", "true", "quarkus.http.host", "0.0.0.0");
        try (var slipway = SlipwayProcess.launch(folder, settings)) {
            assertThat(slipway.awaitEnd(Duration.ofSeconds(90))).isEqualTo(1);
            assertThat(slipway.log())
                    .contains("Slipway does not start: slipway.access.open")
                    .doesNotContain("Listening on");
        }
    }

    private static String link(SlipwayProcess slipway) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !links(slipway)
                .isEmpty());
        try {
            assertThat(links(slipway)).hasSize(1);
            return links(slipway).getFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> links(SlipwayProcess slipway) throws IOException {
        return LINK.matcher(slipway.log()).results().map(MatchResult::group).toList();
    }

    private static int status(String address) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
