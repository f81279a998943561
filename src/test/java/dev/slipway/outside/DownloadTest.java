package dev.slipway.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a broken download goes on where it stopped, and never mixes two files. Method: servers on loopback that break
 * off; pauses are noted, not waited for.
 */
class DownloadTest {
    private static final Pattern RANGE = Pattern.compile("(?i)Range: bytes=([0-9]+)-");
    private static final String OK = "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: ";
    private final byte[] file = new byte[300_000];
    private final List<Duration> pauses = new ArrayList<>();
    private final Outside outside = new Outside(
            AllowList.of(List.of("127.0.0.1")), Credentials.NONE, Duration.ofSeconds(10), Duration.ofSeconds(10));

    @BeforeEach
    void fill() {
        new Random(43).nextBytes(file);
    }

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void what_breaks_off_goes_on_where_it_stopped() throws Exception {
        try (var server = new OddServer((head, out) -> {
            int from = from(head);
            OddServer.write(out, from == 0 ? OK + file.length + "\r\n\r\n" : rest(from, "\"one\""));
            out.write(file, from, Math.min(100_000, file.length - from));
        })) {
            assertThat(download(server)).isEqualTo(file);

            assertThat(server.requests()).hasSizeBetween(3, 8);
            assertThat(server.requests().getFirst()).doesNotContain("Range");
            assertThat(server.requests().get(1)).contains("Range: bytes=", "If-Range: \"one\"");
            // Each connection brings the rest nearer, so none of them is the second failure in a row.
            assertThat(pauses).isNotEmpty().containsOnly(Duration.ofMillis(500));
        }
    }

    @Test
    void a_server_without_ranges_sends_it_again_and_what_came_is_read_over() throws Exception {
        var asked = new AtomicInteger();
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + file.length + "\r\n\r\n");
            out.write(file, 0, asked.incrementAndGet() < 3 ? 100_000 : file.length);
        })) {
            assertThat(download(server)).isEqualTo(file);
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void another_file_of_the_same_length_is_noticed() throws Exception {
        var asked = new AtomicInteger();
        byte[] other = file.clone();
        other[10]++;
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, OK + file.length + "\r\n\r\n");
            out.write(asked.incrementAndGet() == 1 ? Arrays.copyOf(file, 100_000) : other);
        })) {
            assertThatThrownBy(() -> download(server)).hasMessageContaining("became another one");
        }
    }

    @Test
    void a_rest_of_another_file_is_noticed() throws Exception {
        for (String wrong : List.of(
                "HTTP/1.1 206 Partial\r\nETag: \"two\"\r\nContent-Range: bytes %d-299999/300000\r\n",
                "HTTP/1.1 206 Partial\r\nETag: \"one\"\r\nContent-Range: bytes %d-299999/300001\r\n",
                "HTTP/1.1 206 Partial\r\nETag: \"one\"\r\nContent-Range: bytes 7-299999/300000\r\n",
                "HTTP/1.1 206 Partial\r\nETag: \"one\"\r\n")) {
            try (var server = new OddServer((head, out) -> {
                int from = from(head);
                OddServer.write(
                        out,
                        from == 0
                                ? OK + file.length + "\r\n\r\n"
                                : wrong.formatted(from) + "Content-Length: " + (file.length - from) + "\r\n\r\n");
                out.write(file, from, from == 0 ? 100_000 : file.length - from);
            })) {
                assertThatThrownBy(() -> download(server)).as(wrong).hasMessageContaining("became another one");
            }
        }
    }

    @Test
    void it_gives_up_when_nothing_more_comes() throws Exception {
        try (var server = new OddServer((_, out) -> OddServer.write(out, OK + "300000\r\n\r\n"))) {
            assertThatThrownBy(() -> download(server)).isInstanceOf(CutOff.class);
            assertThat(server.requests()).hasSize(5);
            assertThat(pauses)
                    .containsExactly(
                            Duration.ofMillis(500),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(4));
        }
    }

    @Test
    void a_busy_server_is_asked_again_when_it_said() throws Exception {
        var asked = new AtomicInteger();
        try (var server = new OddServer((_, out) -> {
            switch (asked.incrementAndGet()) {
                case 1 -> busy(out, "429 Too Many Requests", "Retry-After: 7\r\n");
                case 2 -> busy(out, "503 Unavailable", "");
                default -> OddServer.answer(out, "200 OK", "", file);
            }
        })) {
            assertThat(download(server)).isEqualTo(file);
            assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(1));
        }
    }

    @Test
    void a_server_that_wants_more_patience_than_there_is_is_left_at_once() throws Exception {
        try (var server = new OddServer((_, out) -> busy(out, "503 Unavailable", "Retry-After: 86400\r\n"))) {
            assertThatThrownBy(() -> download(server))
                    .isInstanceOfSatisfying(
                            Answered.class, e -> assertThat(e.status()).isEqualTo(503));
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void a_date_is_as_good_as_seconds_whatever_our_own_clock_shows() throws Exception {
        var asked = new AtomicInteger();
        var now = "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n";
        try (var server = new OddServer((_, out) -> {
            switch (asked.incrementAndGet()) {
                case 1 -> busy(out, "503 Unavailable", now + "Retry-After: Wed, 21 Oct 2015 07:28:09 GMT\r\n");
                case 2 -> busy(out, "503 Unavailable", now + "Retry-After: Wed, 21 Oct 2015 07:00:00 GMT\r\n");
                case 3 -> busy(out, "503 Unavailable", now + "Retry-After: next week\r\n");
                default -> OddServer.answer(out, "200 OK", "", file);
            }
        })) {
            assertThat(download(server)).isEqualTo(file);
            assertThat(pauses).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wed, 21 Oct 2099 07:28:00 GMT", "99999999999999999999"})
    void a_server_that_names_a_far_day_is_left_at_once(String day) throws Exception {
        var headers = "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: " + day + "\r\n";
        try (var server = new OddServer((_, out) -> busy(out, "503 Unavailable", headers))) {
            assertThatThrownBy(() -> download(server)).isInstanceOf(Answered.class);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void what_is_not_there_is_asked_for_once() throws Exception {
        try (var server = OddServer.saying("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")) {
            assertThatThrownBy(() -> download(server)).isInstanceOfSatisfying(Answered.class, e -> {
                assertThat(e.status()).isEqualTo(404);
                assertThat(e.said()).isEqualTo("no");
            });
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void what_is_forbidden_is_not_tried_again() {
        assertThatThrownBy(() -> download("http://10.0.0.1/")).isInstanceOf(NotReached.class);
        assertThat(pauses).isEmpty();
    }

    private byte[] download(OddServer server) throws Exception {
        return download(server.url("/file"));
    }

    private byte[] download(String url) throws Exception {
        var target = Target.of(url);
        var limits = new Limits(Duration.ofMinutes(1), 1 << 20, 3);
        try (var in = Download.open(new Tries(outside, pauses::add, limits), now -> Ask.get(target, now))) {
            return in.readAllBytes();
        }
    }

    private String rest(int from, String tag) {
        return "HTTP/1.1 206 Partial Content\r\nETag: " + tag + "\r\nContent-Range: bytes " + from
                + "-299999/300000\r\n" + "Content-Length: " + (file.length - from) + "\r\n\r\n";
    }

    private static void busy(OutputStream out, String status, String headers) throws IOException {
        OddServer.answer(out, status, headers, new byte[0]);
    }

    private static int from(String head) {
        Matcher range = RANGE.matcher(head);
        return range.find() ? Integer.parseInt(range.group(1)) : 0;
    }
}
