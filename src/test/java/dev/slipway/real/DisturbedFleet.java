package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CountedFleet} with visitors, and a Slipway of its own process that deploys to it and can be killed in the
 * middle. One deployment runs at a time.
 */
final class DisturbedFleet implements AutoCloseable {
    static final String NAME = "real-kills";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Leaves the processor to the programs that start again and again. */
    private static final Duration PACE = Duration.ofMillis(15);

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Slipways slipways;
    private final Map<String, String> settings;
    private final CountedFleet site;
    private final Traffic traffic;
    private SlipwayProcess slipway;
    private long number;
    private @Nullable EventReader events;

    /** Starts all of it and brings release 1.0 to the nodes; the visitors come after that. */
    DisturbedFleet(Slipways slipways, Map<String, String> database, int nodes)
            throws IOException, InterruptedException {
        this.slipways = slipways;
        settings = new HashMap<>(slipways.together(database));
        settings.put("slipway.engine.heartbeat", "500ms"); // dead after 2 s, so that a restarted one goes on soon
        site = new CountedFleet(Files.createDirectory(slipways.folder().resolve("servers")), nodes);
        slipway = slipways.start("slipway", settings);
        slipway.api().putFleet(NAME, site.document(NAME));
        begin("1.0", 200);
        assertThat(end().status()).isEqualTo("succeeded");
        traffic = new Traffic(site.parts().port(), PACE);
        Awaitility.await().until(() -> traffic.served() > 50);
    }

    /** The fleet. */
    CountedFleet site() {
        return site;
    }

    /** Uploads this release and begins its deployment. */
    void begin(String release, int health) throws IOException, InterruptedException {
        slipway.api().upload("shop", release, CountedFleet.release(release, health));
        number = slipway.api().deploy(NAME, release);
        listen();
    }

    /** An undisturbed deployment of this release. */
    Ending run(String release, int health) throws IOException, InterruptedException {
        begin(release, health);
        return end();
    }

    /** Waits for this step's intent on this node. False: it was over already when this was asked. */
    boolean awaitStart(String node, String step) {
        Awaitility.await("start of " + step + " on " + node + " in deployment " + number)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> over() || told(e -> is(e, "step-started", node, step)));
        return !told(e -> is(e, "step-done", node, step) || is(e, "step-failed", node, step));
    }

    /** Waits until Slipway has written this into the log. */
    void awaitLogged(String text) {
        Awaitility.await("'" + text + "' in the log")
                .atMost(LIMIT)
                .until(() -> slipway.api().deploymentLog(number).contains(text));
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        slipway.kill();
        forget();
    }

    /** Starts Slipway again and waits until it owns the deployment. */
    void comeBack() throws IOException, InterruptedException {
        slipway = slipways.start("slipway", settings);
        listen();
        var before = owners();
        Awaitility.await("a new owner").atMost(LIMIT).until(() -> owners() > before || over());
    }

    private long owners() {
        return reader().events().stream().filter(e -> e.name().equals("owned")).count();
    }

    private boolean over() {
        return told(e -> e.path("is").asText().equals("finished"));
    }

    /** The same on disk, in the balancer and in the journal, whatever happened on the way. */
    record Ending(
            String status,
            List<String> links,
            List<String> members,
            Map<String, Long> commands,
            Map<String, String> outcomes,
            String log) {}

    /** Waits for the deployment's end. */
    Ending end() throws IOException, InterruptedException {
        var told = slipway.api().awaitEnd(number, LIMIT);
        Awaitility.await("members of " + number).atMost(LIMIT).until(() -> site.members().stream()
                .allMatch(m -> m.endsWith(" UP")));
        Awaitility.await("the whole journal").atMost(LIMIT).until(this::over);
        var ending = new Ending(
                told.path("status").asText(),
                site.links(),
                site.members(),
                site.counts(),
                outcomes(),
                slipway.api().deploymentLog(number));
        forget();
        return ending;
    }

    /** Of each step that was begun, its one outcome; what is not one outcome for one intent is said instead. */
    private Map<String, String> outcomes() throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        for (var received : reader().events()) {
            var event = JSON.readTree(received.data());
            var key = event.path("node").asText() + " " + event.path("step").asText() + " "
                    + event.path("attempt").asText();
            switch (received.name()) {
                case "step-started" ->
                    all.computeIfAbsent(key, k -> new ArrayList<>()).add("started");
                case "step-done" ->
                    all.computeIfAbsent(key, k -> new ArrayList<>()).add("done");
                case "step-failed" ->
                    all.computeIfAbsent(key, k -> new ArrayList<>()).add("failed");
                default -> {
                    // of no step
                }
            }
        }
        Map<String, String> outcomes = new TreeMap<>();
        all.forEach((step, words) -> outcomes.put(step, String.join(", ", words)));
        return outcomes;
    }

    /** Steps of this node in the order in which they began in the deployment that is over. */
    List<String> steps(String node) throws IOException {
        var steps = new ArrayList<String>();
        for (var received : reader().events()) {
            var event = JSON.readTree(received.data());
            if (received.name().equals("step-started")
                    && event.path("node").asText().equals(node)) {
                steps.add(event.path("step").asText());
            }
        }
        return steps;
    }

    /** Requests that visitors lost. */
    List<String> lost() {
        return traffic.failures();
    }

    private boolean told(Predicate<JsonNode> what) {
        return reader().events().stream().anyMatch(e -> what.test(read(e.data())));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean is(JsonNode event, String name, String node, String step) {
        return event.path("is").asText().equals(name)
                && event.path("node").asText().equals(node)
                && event.path("step").asText().equals(step);
    }

    private EventReader reader() {
        if (events == null) {
            throw new IllegalStateException("No deployment runs");
        }
        return events;
    }

    private void listen() {
        forget();
        events = slipway.api().events(number, 0);
    }

    private void forget() {
        if (events != null) {
            events.close();
        }
    }

    @Override
    public void close() throws IOException {
        forget();
        traffic.close();
        site.close();
    }
}
