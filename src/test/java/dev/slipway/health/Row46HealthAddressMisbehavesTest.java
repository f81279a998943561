package dev.slipway.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.HealthCheck.Via;
import dev.slipway.fleet.WebNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 46 of the fault matrix: a health address that is slow, endless or leads in circles costs a bounded time and
 * a bounded number of bytes, and no redirect is followed. {@link ProbesTest} has the finer cases.
 *
 * <p>Method: the real probe against a server on loopback that misbehaves until the probe goes away.
 */
class Row46HealthAddressMisbehavesTest {
    private static final Duration IMPATIENCE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void one_that_says_nothing_is_left_when_the_time_is_up() throws Exception {
        var gone = new CountDownLatch(1);
        try (var app = new RawServer(out -> gone.await())) {
            var verdict = probe(app, IMPATIENCE);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("no complete answer within 300 ms");
        } finally {
            gone.countDown();
        }
    }

    @Test
    void one_that_answers_a_hundred_megabytes_is_left_after_a_few() throws Exception {
        var sent = new AtomicLong();
        var megabyte = new byte[1 << 20];
        try (var app = new RawServer(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (var i = 0; i < 100; i++) {
                out.write(megabyte);
                sent.addAndGet(megabyte.length);
            }
        })) {
            var verdict = probe(app, PATIENCE);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("more than 64 KiB");
            // What the two sockets hold was sent too; the rest never is.
            assertThat(sent).hasValueLessThan(50L << 20);
        }
    }

    @Test
    void one_that_leads_in_circles_is_asked_once() throws Exception {
        try (var app = RawServer.saying("HTTP/1.1 302 Found\r\nLocation: /health\r\nContent-Length: 0\r\n\r\n")) {
            var verdict = probe(app, PATIENCE);

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.said()).contains("not followed");
            assertThat(app.requests()).hasSize(1);
        }
    }

    private static HealthVerdict probe(RawServer app, Duration patience) throws InterruptedException {
        var address = new Probe.Http("/health", app.port(), Via.DIRECT, 200, null, null);
        var check = new HealthCheck(address, Duration.ofMillis(20), 1, Duration.ofSeconds(60), null);
        return new Probes().probe(check, WebNode.of(1), new LoopbackConnection(), "1.4.2", patience);
    }
}
