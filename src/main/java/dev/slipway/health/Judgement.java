package dev.slipway.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.HealthCheck.VersionAt;
import java.time.Duration;
import java.util.Optional;

/** Whether an HTTP answer counts as a pass. */
final class Judgement {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_VERSION = 120; // longer than any of ours, so a cut one never equals it

    private Judgement() {}

    static HealthVerdict of(Probe.Http check, HttpExchange.Answer answer, String expectedVersion, Duration spent) {
        var said = "GET " + check.path() + " → " + answer.status() + " in " + spent.toMillis() + " ms";
        var place = check.version();
        var version = place == null ? Optional.<String>empty() : version(place, answer);
        if (answer.status() != check.status()) {
            return new HealthVerdict(
                    false, version.orElse(null), Text.verdict(said + redirect(answer) + Text.excerpt(answer.body())));
        }
        if (place == null) {
            return new HealthVerdict(true, null, Text.verdict(said + Text.excerpt(answer.body())));
        }
        if (version.isEmpty()) {
            return new HealthVerdict(
                    false,
                    null,
                    Text.verdict(said + ", but names no version " + words(place) + Text.excerpt(answer.body())));
        }
        if (!version.get().equals(expectedVersion)) {
            return new HealthVerdict(
                    false,
                    version.get(),
                    Text.verdict(said + ", answers " + version.get() + ", expected " + expectedVersion));
        }
        return new HealthVerdict(true, version.get(), Text.verdict(said + ", answers " + version.get()));
    }

    private static Optional<String> version(VersionAt place, HttpExchange.Answer answer) {
        var found =
                switch (place) {
                    case VersionAt.Json(var pointer) -> json(answer.body(), pointer);
                    case VersionAt.Header(var name) -> answer.header(name);
                    case VersionAt.Body() -> Optional.of(answer.body());
                };
        return found.map(String::strip)
                .filter(version -> !version.isEmpty())
                .map(version -> Text.clipped(version, LONGEST_VERSION));
    }

    private static Optional<String> json(String body, String pointer) {
        try {
            var value = JSON.readTree(body).at(pointer);
            return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException _) {
            return Optional.empty(); // no JSON, or no pointer: either way no version is named there
        }
    }

    private static String words(VersionAt place) {
        return switch (place) {
            case VersionAt.Json(var pointer) -> "at " + pointer + " of its JSON";
            case VersionAt.Header(var name) -> "in the header " + name;
            case VersionAt.Body() -> "in its body";
        };
    }

    private static String redirect(HttpExchange.Answer answer) {
        return answer.status() / 100 == 3
                ? answer.header("Location")
                        .map(to -> " (to " + Text.clipped(to, 200) + ", not followed)")
                        .orElse("")
                : "";
    }
}
