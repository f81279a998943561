package dev.slipway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.LoopbackPorts;
import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.HealthCheck.VersionAt;
import dev.slipway.fleet.HealthCheck.Via;
import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProbesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration IMPATIENCE = Duration.ofMillis(300);
    private static final VersionAt JSON = new VersionAt.Json("/build/version");

    private final Probes probes = new Probes();
    private final LoopbackConnection connection = new LoopbackConnection();

    @Test
    void the_right_status_passes_and_the_words_show_the_answer() throws Exception {
        try (var app = RawServer.body("200 OK", "fine")) {
            var verdict = get(app, 200, null);

            assertThat(verdict.passed()).isTrue();
            assertThat(verdict.version()).isNull();
            assertThat(verdict.said()).matches("GET /health → 200 in \\d+ ms: fine");
            assertThat(app.requests()).singleElement().asString().startsWith("GET /health HTTP/1.1\r\nHost: 127.0.0.1");
        }
    }

    @Test
    void another_status_fails_with_the_beginning_of_the_answer() throws Exception {
        try (var app = RawServer.body("503 No", "{\"error\":\"no\u001b[31m database\"}\n" + "x".repeat(500))) {
            var verdict = get(app, 200, null);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said())
                    .contains("GET /health → 503 in ")
                    .contains("{\"error\":\"no\uFFFD[31m database\"}\uFFFDxxx")
                    .hasSizeLessThan(260);
        }
    }

    @Test
    void the_release_is_read_from_json_header_and_body() throws Exception {
        try (var json = RawServer.body("200 OK", "{\"build\":{\"version\":\"1.4.2\"}}");
                var header = RawServer.saying("HTTP/1.1 200 OK\r\nX-Release: 1.4.2\r\nContent-Length: 0\r\n\r\n");
                var body = RawServer.body("200 OK", "1.4.2\n")) {
            assertThat(get(json, 200, JSON).passed()).isTrue();
            assertThat(get(json, 200, JSON).version()).isEqualTo("1.4.2");
            assertThat(get(header, 200, new VersionAt.Header("x-release")).passed())
                    .isTrue();
            assertThat(get(body, 200, new VersionAt.Body()).passed()).isTrue();
        }
    }

    @Test
    void the_release_of_before_does_not_pass() throws Exception {
        try (var app = RawServer.body("200 OK", "{\"build\":{\"version\":\"1.4.1\"}}")) {
            var verdict = get(app, 200, JSON);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.version()).isEqualTo("1.4.1");
            assertThat(verdict.said()).contains("answers 1.4.1, expected 1.4.2");
        }
    }

    @Test
    void an_answer_without_a_release_does_not_pass() throws Exception {
        try (var app = RawServer.body("200 OK", "<html>")) {
            var verdict = get(app, 200, JSON);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("names no version at /build/version");
        }
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (var app = RawServer.saying("HTTP/1.1 302 Found\r\nLocation: /health\r\nContent-Length: 0\r\n\r\n")) {
            var verdict = get(app, 200, null);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("302").contains("to /health, not followed");
            assertThat(app.requests()).hasSize(1);
        }
    }

    @Test
    void an_answer_that_never_comes_fails_in_time() throws Exception {
        try (var app = new RawServer(_ -> Thread.sleep(PATIENCE))) {
            assertFailsInTime(app, "no complete answer within 300 ms");
        }
    }

    @Test
    void an_answer_that_drips_fails_in_time() throws Exception {
        var drip = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000);
        try (var app = new RawServer(out -> {
            for (var b : drip.getBytes(StandardCharsets.UTF_8)) {
                out.write(b);
                Thread.sleep(20);
            }
        })) {
            assertFailsInTime(app, "no complete answer within 300 ms");
        }
    }

    @Test
    void an_endless_answer_fails_at_64_KiB() throws Exception {
        var megabyte = new byte[1024 * 1024];
        try (var app = new RawServer(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (var i = 0; i < 100; i++) {
                out.write(megabyte);
            }
        })) {
            var verdict = get(app, 200, null);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("more than 64 KiB");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;"
            })
    void headers_trailers_and_chunks_without_an_end_fail(String beginning) throws Exception {
        try (var app = new RawServer(out -> {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write("X-More: and more\r\n".getBytes(StandardCharsets.UTF_8));
            }
        })) {
            assertThat(get(app, 200, null).passed()).isFalse();
        }
    }

    @Test
    void interim_answers_without_an_end_fail() throws Exception {
        try (var app = new RawServer(out -> {
            while (true) {
                out.write("HTTP/1.1 103 Early\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
        })) {
            assertThat(get(app, 200, null).said()).contains("interim");
        }
    }

    @Test
    void a_line_without_an_end_fails() throws Exception {
        var line = "x".repeat(1024 * 1024);
        try (var app = RawServer.saying("HTTP/1.1 200 OK\r\nX-Long: " + line)) {
            assertThat(get(app, 200, null).passed()).isFalse();
        }
    }

    @Test
    void garbage_and_silence_fail_in_words() throws Exception {
        try (var garbage = RawServer.saying("SSH-2.0-OpenSSH_9.2\r\n".repeat(200));
                var silence = RawServer.saying("");
                var halved = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")) {
            assertThat(get(garbage, 200, null).passed()).isFalse();
            assertThat(get(silence, 200, null).passed()).isFalse();
            assertThat(get(halved, 200, null).passed()).isFalse();
            assertThat(get(silence, 200, null).said()).startsWith("GET /health → ");
        }
    }

    @Test
    void a_closed_port_fails_in_words() throws Exception {
        var verdict = probe(new Probe.Http("/health", LoopbackPorts.free(), Via.DIRECT, 200, null, null), PATIENCE);

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.said()).isEqualTo("GET /health → Connection refused");
    }

    @Test
    void a_probe_through_ssh_takes_the_tunnel_and_the_named_host() throws Exception {
        try (var app = RawServer.body("200 OK", "")) {
            var verdict = probe(new Probe.Http("/health", app.port(), Via.SSH, 200, "shop.example", null), PATIENCE);

            assertThat(verdict.passed()).isTrue();
            assertThat(connection.tunnels()).isEqualTo(1);
            assertThat(app.requests()).singleElement().asString().contains("Host: shop.example\r\n");
        }
    }

    @Test
    void the_nodes_own_port_comes_first() throws Exception {
        try (var app = RawServer.body("200 OK", "")) {
            var check = check(new Probe.Http("/health", LoopbackPorts.free(), Via.DIRECT, 200, null, null));

            assertThat(probes.probe(check, node(app.port()), connection, "1.4.2", PATIENCE)
                            .passed())
                    .isTrue();
        }
    }

    @Test
    void a_port_that_accepts_passes_and_a_closed_one_does_not() throws Exception {
        try (var app = RawServer.body("200 OK", "")) {
            assertThat(probe(new Probe.Tcp(app.port(), Via.DIRECT), PATIENCE).passed())
                    .isTrue();
            assertThat(probe(new Probe.Tcp(app.port(), Via.SSH), PATIENCE).passed())
                    .isTrue();
        }
        var closed = LoopbackPorts.free();
        assertThat(probe(new Probe.Tcp(closed, Via.DIRECT), PATIENCE).said())
                .isEqualTo("TCP " + closed + " → Connection refused");
    }

    @Test
    void a_command_passes_with_exit_status_0_only() throws Exception {
        assertThat(probe(new Probe.Command("true"), PATIENCE).passed()).isTrue();
        var refused = probe(new Probe.Command("false"), PATIENCE);
        assertThat(refused.passed()).isFalse();
        assertThat(refused.said()).isEqualTo("sh: false → exit status 1: not \uFFFD[31myet");
    }

    @Test
    void a_node_that_does_not_answer_is_a_verdict() throws Exception {
        var verdict = probe(new Probe.Command("unreachable"), PATIENCE);

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.said()).contains("web-1", "no answer");
    }

    @Test
    void an_interrupted_probe_ends_at_once() throws Exception {
        try (var app = new RawServer(_ -> Thread.sleep(PATIENCE))) {
            var ended = new AtomicReference<Exception>();
            var thread = Thread.startVirtualThread(() -> {
                try {
                    get(app, 200, null);
                } catch (Exception e) {
                    ended.set(e);
                }
            });
            await().until(() -> !app.requests().isEmpty());
            thread.interrupt();

            assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
            assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        }
    }

    private void assertFailsInTime(RawServer app, String words) throws InterruptedException {
        var start = System.nanoTime();
        var verdict = probe(new Probe.Http("/health", app.port(), Via.DIRECT, 200, null, null), IMPATIENCE);

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.said()).contains(words);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private HealthVerdict get(RawServer app, int status, @Nullable VersionAt version) throws InterruptedException {
        return probe(new Probe.Http("/health", app.port(), Via.DIRECT, status, null, version), PATIENCE);
    }

    private HealthVerdict probe(Probe probe, Duration timeout) throws InterruptedException {
        return probes.probe(check(probe), node(null), connection, "1.4.2", timeout);
    }

    private static HealthCheck check(Probe probe) {
        return new HealthCheck(probe, Duration.ofMillis(20), 1, Duration.ofSeconds(60), null);
    }

    private static Node node(@Nullable Integer healthPort) {
        return new Node(
                "web-1",
                "127.0.0.1",
                22,
                "deploy",
                new KeyRef.Stored("key"),
                null,
                "/srv/shop",
                null,
                Map.of(),
                Map.of(),
                healthPort);
    }
}
