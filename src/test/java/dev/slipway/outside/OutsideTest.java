package dev.slipway.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever a stranger's server does, it is asked only what it may be asked, and costs bounded time and bytes.
 *
 * <p>Method: servers on loopback that misbehave, names that a resolver of the test leads to them.
 */
class OutsideTest {
    private static final Limits SHORT = new Limits(Duration.ofMillis(400), 1 << 20, 3);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void an_answer_comes_with_status_headers_and_body() throws Exception {
        var server = saying("HTTP/1.1 404 Not Found\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\nsorry");

        try (var answer = reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/a?b=c")), Limits.SMALL))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("etag")).contains("\"x\"");
            assertThat(answer.text()).isEqualTo("sorry");
        }
        assertThat(server.requests().getFirst())
                .startsWith("GET /a?b=c HTTP/1.1\r\n")
                .contains("Host: 127.0.0.1:" + server.port(), "Accept-Encoding: identity")
                .doesNotContain("Upgrade");
    }

    @Test
    void a_name_that_leads_home_is_refused_and_nobody_is_asked() throws Exception {
        var server = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThatThrownBy(() -> send(reaching(), "https://rebound.example:" + server.port() + "/"))
                .isInstanceOf(NotReached.class)
                .hasMessage(NotReached.TEXT);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_name_that_changes_its_mind_is_looked_up_once() throws Exception {
        var lookUps = new AtomicInteger();
        // Nobody listens at 127.0.0.2; only a second look-up would lead to the server.
        var net = opened(new Outside(
                AllowList.of(List.of("127.0.0.2")),
                Credentials.NONE,
                _ -> new InetAddress[] {
                    InetAddress.ofLiteral(lookUps.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")
                },
                Certificates.none(),
                Duration.ofMillis(300)));
        var server = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThatThrownBy(() -> send(net, "http://rebound.example:" + server.port() + "/"))
                .isInstanceOf(NotReached.class);
        assertThat(lookUps).hasValue(1);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_redirect_to_a_private_address_is_refused() throws Exception {
        var inside = saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        var server = saying(redirect("http://127.0.0.1:" + inside.port() + "/"));

        assertThatThrownBy(() -> send(reaching("127.0.0.1:" + server.port()), server.url("/")))
                .isInstanceOf(NotReached.class)
                .hasMessage(NotReached.TEXT);
        assertThat(server.requests()).hasSize(1);
        assertThat(inside.requests()).isEmpty();
    }

    @Test
    void three_redirects_are_followed_and_a_circle_is_left() throws Exception {
        var asked = new AtomicInteger();
        var server = opened(new OddServer((_, out) -> OddServer.write(
                out,
                asked.incrementAndGet() == 4 ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" : redirect("/again"))));
        var net = reaching("127.0.0.1");

        assertThat(send(net, server.url("/"))).isEqualTo("ok");
        assertThatThrownBy(() -> send(net, server.url("/"))).isInstanceOf(NotReached.class);
        assertThat(asked).hasValue(8);
    }

    @Test
    void secrets_stay_behind_at_another_port_and_go_along_on_the_same_one() throws Exception {
        var other = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var server = opened(new OddServer((head, out) -> OddServer.write(
                out, head.startsWith("GET /first") ? redirect("/second") : redirect(other.url("/third")))));
        var net = opened(new Outside(
                AllowList.of(List.of("127.0.0.1")),
                Credentials.of(Map.of("127.0.0.1:" + server.port(), "Basic ada:lovelace")),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5)));

        net.send(Ask.get(Target.of(server.url("/first")), Limits.SMALL)
                        .with("X-Token", Secret.of("hush"))
                        .with("Range", "bytes=5-"))
                .close();

        assertThat(server.requests()).hasSize(2).allSatisfy(head -> assertThat(head)
                .contains("X-Token: hush", "Authorization: Basic YWRhOmxvdmVsYWNl", "Range: bytes=5-"));
        assertThat(other.requests().getFirst())
                .contains("Range: bytes=5-")
                .doesNotContain("hush")
                .doesNotContain("Authorization");
    }

    @Test
    void what_is_handed_over_is_not_handed_on() throws Exception {
        var other = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var server = saying("HTTP/1.1 307 Moved\r\nLocation: " + other.url("/") + "\r\nContent-Length: 0\r\n\r\n");

        var ask = Ask.post(Target.of(server.url("/")), "hello".getBytes(StandardCharsets.UTF_8), Limits.SMALL);
        try (var answer = reaching("127.0.0.1").send(ask)) {
            assertThat(answer.status()).isEqualTo(307);
        }
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void forbidden_unknown_closed_and_senseless_sound_the_same() throws Exception {
        var senseless = saying("SSH-2.0-OpenSSH_9.2\r\n");
        var closed = new OddServer((_, _) -> {});
        closed.close();
        var net = reaching("127.0.0.1");

        for (String url :
                List.of("http://10.0.0.1/", "https://no.such.name.invalid/", closed.url("/"), senseless.url("/"))) {
            assertThatThrownBy(() -> send(net, url))
                    .isInstanceOf(NotReached.class)
                    .hasMessage(NotReached.TEXT)
                    .hasNoCause();
        }
    }

    @Test
    void a_head_that_drips_is_left_when_the_time_is_up() throws Exception {
        var server = dripping("HTTP/1.1 200 OK\r\nX: ");

        assertThatThrownBy(() -> reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/")), SHORT)))
                .isInstanceOf(NotReached.class);
    }

    @Test
    void a_body_that_drips_is_left_when_the_time_is_up() throws Exception {
        var server = dripping("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");

        try (var answer = reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/")), SHORT))) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(CutOff.class);
        }
    }

    @Test
    void a_server_that_says_nothing_is_left() throws Exception {
        var silent = new CountDownLatch(1);
        var server = opened(new OddServer((_, _) -> silent.await()));

        assertThatThrownBy(() -> reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/")), SHORT)))
                .isInstanceOf(NotReached.class);
        silent.countDown();
    }

    @Test
    void an_endless_body_is_left_at_the_limit() throws Exception {
        var sent = new AtomicLong();
        var server = opened(new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                OddServer.write(out, "100000\r\n" + "x".repeat(1 << 20) + "\r\n");
                sent.addAndGet(1 << 20);
            }
        }));
        var limits = new Limits(Duration.ofSeconds(30), 3 << 20, 0);

        try (var answer = reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/")), limits))) {
            assertThatThrownBy(() -> answer.body().transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(TooLarge.class);
        }
        assertThat(sent).hasValueLessThan(100L << 20);
    }

    @Test
    void a_length_beyond_the_limit_is_believed() throws Exception {
        var server = saying("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nx");

        assertThatThrownBy(() -> send(reaching("127.0.0.1"), server.url("/"))).isInstanceOf(TooLarge.class);
    }

    @Test
    void a_body_shorter_than_its_length_is_cut_off() throws Exception {
        var server = saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");

        assertThatThrownBy(() -> send(reaching("127.0.0.1"), server.url("/"))).isInstanceOf(CutOff.class);
    }

    @Test
    void a_body_longer_than_its_length_ends_there() throws Exception {
        var server = saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more");

        assertThat(send(reaching("127.0.0.1"), server.url("/"))).isEqualTo("ok");
    }

    @Test
    void a_compressed_body_stays_compressed() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[20 << 20]);
        }
        var server = opened(new OddServer(
                (_, out) -> OddServer.answer(out, "200 OK", "Content-Encoding: gzip\r\n", bomb.toByteArray())));

        try (var answer = reaching("127.0.0.1").send(Ask.get(Target.of(server.url("/")), Limits.SMALL))) {
            assertThat(answer.body().readAllBytes()).isEqualTo(bomb.toByteArray());
        }
    }

    @Test
    void too_many_headers_and_too_long_ones_are_left() throws Exception {
        var many = saying("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000) + "\r\n");
        var lasting = saying("HTTP/1.1 200 OK\r\nX: " + "y".repeat(1 << 20) + "\r\n\r\n");

        assertThatThrownBy(() -> send(reaching("127.0.0.1"), many.url("/"))).isInstanceOf(NotReached.class);
        assertThatThrownBy(() -> send(reaching("127.0.0.1"), lasting.url("/"))).isInstanceOf(NotReached.class);
    }

    @Test
    void the_certificate_must_be_for_the_name() throws Exception {
        var certificates = Certificates.forName("good.example");
        opened.add(certificates);
        var server = opened(new OddServer(
                certificates.server().getServerSocketFactory(),
                (_, out) -> OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
        var net = opened(new Outside(
                AllowList.of(List.of("127.0.0.0/8")),
                Credentials.NONE,
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                certificates.trusting(),
                Duration.ofSeconds(5)));

        assertThat(send(net, "https://good.example:" + server.port() + "/")).isEqualTo("ok");
        assertThat(server.requests().getFirst()).contains("Host: good.example:" + server.port());
        assertThatThrownBy(() -> send(net, "https://bad.example:" + server.port() + "/"))
                .isInstanceOf(NotReached.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void https_never_leads_to_http() throws Exception {
        var plain = saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var certificates = Certificates.forName("good.example");
        opened.add(certificates);
        var server = opened(new OddServer(
                certificates.server().getServerSocketFactory(),
                (_, out) -> OddServer.write(out, redirect(plain.url("/")))));
        var net = opened(new Outside(
                AllowList.of(List.of("127.0.0.0/8")),
                Credentials.NONE,
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                certificates.trusting(),
                Duration.ofSeconds(5)));

        assertThatThrownBy(() -> send(net, "https://good.example:" + server.port() + "/"))
                .isInstanceOf(NotReached.class);
        assertThat(plain.requests()).isEmpty();
    }

    private static String send(Outside net, String url) throws Exception {
        try (var answer = net.send(Ask.get(Target.of(url), Limits.SMALL))) {
            return answer.text();
        }
    }

    private static String redirect(String to) {
        return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n";
    }

    /** Names lead to the loopback, as those of an attacker may, but for one that is unknown. */
    private Outside reaching(String... allow) throws Exception {
        return opened(new Outside(
                AllowList.of(List.of(allow)),
                Credentials.NONE,
                OutsideTest::resolved,
                Certificates.none(),
                Duration.ofSeconds(5)));
    }

    private static InetAddress[] resolved(String host) throws UnknownHostException {
        if (host.endsWith(".invalid")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {
            host.endsWith(".example") ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(host)
        };
    }

    private OddServer saying(String answer) throws IOException {
        return opened(OddServer.saying(answer));
    }

    /** Sends a byte again and again, so that no wait for the next one ever times out. */
    private OddServer dripping(String begin) throws IOException {
        var never = new CountDownLatch(1);
        return opened(new OddServer((_, out) -> {
            OddServer.write(out, begin);
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
                OddServer.write(out, "x");
            }
        }));
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }
}
