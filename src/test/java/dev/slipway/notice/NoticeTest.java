package dev.slipway.notice;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Status;
import dev.slipway.fleet.Fleets;
import dev.slipway.outside.OddServer.Request;
import dev.slipway.secret.Secret;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: whoever is to be told is told once, signed, with what there is to know and nothing that could be read as a
 * command; a receiver that fails, limits, hangs or breaks off is asked again, and what cannot be told is kept.
 *
 * <p>Method: the whole application follows journals that the test writes; receivers are small servers on loopback. Each
 * test has a fleet of its own.
 */
@QuarkusTest
@TestProfile(NoticeProfile.class)
@NullUnmarked // injected fields
class NoticeTest {
    private static final String KEY = "signing-key-of-the-tests-01";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Fleets fleets;

    @Inject
    NotificationSecrets secrets;

    @Inject
    Notices notices;

    @Inject
    DataSource database;

    @Test
    void slack_is_told_what_where_who_how_long_and_the_failing_line_with_its_own_characters_escaped() throws Exception {
        try (var slack = new Receiver((_, _) -> Receiver.ok())) {
            secrets.put("chat", Secret.of(slack.url("/services/T0/B0/secret")), "test");
            fleet("chatty", "[{slack: chat, on: [stuck, failed]}]");
            var story = Stories.stuck("chatty", "1.1");
            var number = write("chatty", "1.1", story.subList(0, 3));
            log(number, "web-1", "health", "\u001b[31mcannot open <config> & die\u001b[0m");
            for (var event : story.subList(3, story.size())) {
                more(number, event);
            }

            var all = sent(slack, 2);

            var stuck = JSON.readTree(all.getFirst().text());
            assertThat(all.getFirst().first()).isEqualTo("POST /services/T0/B0/secret HTTP/1.1");
            assertThat(stuck.at("/text").asText())
                    .contains("shop 1.1 on production: stuck on web-1")
                    .contains("deploy 1.0 → 1.1, deployment " + number)
                    .contains("mira: the &lt;cart&gt; &amp; more")
                    .contains("web-1, health: connection refused")
                    .contains("cannot open &lt;config&gt; &amp; die")
                    .contains("*Out of rotation*  web-1")
                    .contains("<" + NoticeProfile.LINK + "/deployments/" + number + "|")
                    .doesNotContain("\u001b")
                    .doesNotContain("<cart>");
            assertThat(stuck.at("/blocks/1/text/text").asText()).contains("*How long*");
            var failed = JSON.readTree(all.get(1).text());
            assertThat(failed.at("/text").asText())
                    .contains("failed", "could be neither finished nor put back", "*Out of rotation*  web-1");
            assertThat(failed.at("/blocks/2/elements/0/text").asText()).matches("Slipway, notice [0-9a-f]{32}");
        }
    }

    @Test
    void a_webhook_is_signed_over_the_time_and_the_raw_bytes() throws Exception {
        try (var hook = new Receiver((_, _) -> Receiver.answer("204 No Content", "", ""))) {
            webhook("signed", hook, "succeeded");
            var number = write("signed", "1.1", Stories.succeeded("signed", "1.1"));

            var request = sent(hook, 1).getFirst();

            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((request.header("X-Slipway-Timestamp") + ".").getBytes(StandardCharsets.UTF_8));
            assertThat(request.header("X-Slipway-Signature-256"))
                    .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(request.bytes())));
            var json = JSON.readTree(request.text());
            assertThat(json.path("delivery").asText()).isEqualTo(request.header("X-Slipway-Delivery"));
            assertThat(json.path("event").asText()).isEqualTo("succeeded");
            assertThat(json.path("deployment").path("deployment").asLong()).isEqualTo(number);
            assertThat(json.path("deployment").path("startedBy").asText()).isEqualTo("mira");
            assertThat(json.path("deployment").path("at").asText()).isEqualTo("2026-11-20T13:00:30Z");
            Awaitility.await().until(() -> only("signed").state().equals("sent"));
        }
    }

    @Test
    void only_what_a_channel_asks_for_is_told_and_each_moment_once() throws Exception {
        try (var hook = new Receiver((_, _) -> Receiver.ok())) {
            webhook("chosen", hook, "started, held, succeeded");
            var number = write("chosen", "1.1", Stories.begun("chosen", "1.1"));
            sent(hook, 1);
            more(number, new Event.Owned("another"));
            more(number, Stories.held());
            sent(hook, 2);
            more(number, new Event.Finished(Status.SUCCEEDED, null));

            assertThat(sent(hook, 3).stream().map(r -> r.header("X-Slipway-Event")))
                    .containsExactly("started", "held", "succeeded");
            Awaitility.await()
                    .until(() -> notices.list("chosen", "sent", null, 10).size() == 3);
            assertThat(number("select count(*) from notice where fleet = 'chosen'"))
                    .isEqualTo(3);
        }
    }

    @Test
    void errors_and_answers_that_break_off_are_tried_again_under_the_same_delivery() throws Exception {
        try (var hook = new Receiver((n, _) -> switch (n) {
            case 1 -> Receiver.answer("500 Oh", "", "no");
            case 2 -> Receiver.answer("503 Busy", "", "no");
            case 3 -> ""; // cut
            default -> Receiver.ok();
        })) {
            webhook("told-again", hook, "succeeded");
            write("told-again", "1.1", Stories.succeeded("told-again", "1.1"));

            var all = sent(hook, 4);

            assertThat(all.stream().map(r -> r.header("X-Slipway-Delivery")).distinct())
                    .hasSize(1);
            Awaitility.await().until(() -> only("told-again").state().equals("sent"));
            assertThat(only("told-again").attempts()).isEqualTo(4);
            assertThat(only("told-again").problem()).isNull();
        }
    }

    @Test
    void who_answers_429_is_left_alone_for_as_long_as_he_says() throws Exception {
        try (var hook = new Receiver((_, _) -> Receiver.answer("429 Slowly", "Retry-After: 3600\r\n", ""))) {
            webhook("limited", hook, "succeeded");
            write("limited", "1.1", Stories.succeeded("limited", "1.1"));
            sent(hook, 1);

            Awaitility.await().until(() -> only("limited").problem() != null);

            assertThat(only("limited").problem()).isEqualTo("It answered 429");
            assertThat(only("limited").state()).isEqualTo("waiting");
            assertThat(only("limited").nextTryAt()).isAfter(Instant.now().plusSeconds(3000));
        }
    }

    @Test
    void what_was_tried_for_a_day_is_given_up_and_sent_again_when_somebody_says_so() throws Exception {
        var well = new CountDownLatch(1);
        try (var hook = new Receiver((_, _) ->
                well.getCount() > 0 ? Receiver.answer("500 Oh", "", "no") : Receiver.answer("202 Taken", "", ""))) {
            webhook("dying", hook, "succeeded");
            write("dying", "1.1", Stories.succeeded("dying", "1.1"));
            sent(hook, 1);
            change("update notice set begun_at = begun_at - interval '25 hours' where fleet = 'dying'");
            Awaitility.await().until(() -> only("dying").state().equals("dead"));
            var dead = only("dying");
            assertThat(given().get("/api/v1/notices?state=dead&fleet=dying")
                            .jsonPath()
                            .getString("problem[0]"))
                    .isEqualTo("It answered 500");
            assertThat(page()).contains("Given up", "/settings/notifications/dying/" + dead.id() + "/resend");

            well.countDown();
            assertThat(given().post("/api/v1/notices/" + dead.id() + "/resend").statusCode())
                    .isEqualTo(202);

            Awaitility.await().until(() -> only("dying").state().equals("sent"));
            assertThat(hook.requests().getLast().header("X-Slipway-Delivery")).isEqualTo(dead.delivery());
            assertThat(given().post("/api/v1/notices/" + dead.id() + "/resend").statusCode())
                    .isEqualTo(409);
            assertThat(number("select count(*) from audit where action = 'notice.resend' and subject = 'fleet:dying'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void what_no_try_would_mend_is_given_up_at_once_with_the_reason() throws Exception {
        try (var hook = new Receiver((_, r) -> r.first().contains("/gone")
                ? Receiver.answer("404 No", "", "")
                : Receiver.answer("302 There", "Location: http://127.0.0.1:1/\r\n", ""))) {
            secrets.put("hook-key", Secret.of(KEY), "test");
            fleet(
                    "hopeless",
                    "[{webhook: '" + hook.url("/gone") + "', secret: hook-key, on: [succeeded]}, {webhook: '"
                            + hook.url("/moved") + "', secret: hook-key, on: [succeeded]},"
                            + " {slack: nowhere, on: [succeeded]}]");
            write("hopeless", "1.1", Stories.succeeded("hopeless", "1.1"));

            Awaitility.await()
                    .until(() -> notices.list("hopeless", "dead", null, 10).size() == 3);

            assertThat(notices.list("hopeless", "dead", null, 10).stream().map(Notices.Shown::problem))
                    .containsExactlyInAnyOrder(
                            "It answered 404",
                            "It answered 302, a redirect, which is not followed: name the new address",
                            "There is no secret nowhere: store the channel's address with PUT"
                                    + " /api/v1/notification-secrets/nowhere");
            assertThat(hook.requests()).hasSize(2);
        }
    }

    @Test
    void a_receiver_that_hangs_holds_up_nobody_else() throws Exception {
        var end = new CountDownLatch(1);
        try (var silent = new Receiver((_, _) -> {
                    end.await(1, TimeUnit.MINUTES);
                    return "";
                });
                var hook = new Receiver((_, _) -> Receiver.ok())) {
            secrets.put("hook-key", Secret.of(KEY), "test");
            fleet(
                    "hanging",
                    "[{webhook: '" + silent.url("/") + "', secret: hook-key, on: [succeeded]}, {webhook: '"
                            + hook.url("/") + "', secret: hook-key, on: [succeeded]}]");
            write("hanging", "1.1", Stories.succeeded("hanging", "1.1"));

            sent(silent, 1);
            sent(hook, 1);
            Awaitility.await().until(() -> notices.list("hanging", "waiting", null, 10).stream()
                    .anyMatch(n -> n.problem() != null));
        } finally {
            end.countDown();
        }
    }

    @Test
    void an_address_inside_is_not_reached_unless_it_is_allowed() throws Exception {
        secrets.put("hook-key", Secret.of(KEY), "test");
        fleet("inside", "[{webhook: 'http://169.254.169.254/latest', secret: hook-key, on: [succeeded]}]");
        write("inside", "1.1", Stories.succeeded("inside", "1.1"));

        Awaitility.await().until(() -> notices.list("inside", "waiting", null, 10).stream()
                .anyMatch(n -> n.problem() != null));

        assertThat(only("inside").problem()).startsWith("The address is not allowed, or nothing answers there");
    }

    @Test
    void a_channel_can_be_tried_and_secrets_never_come_out() throws Exception {
        try (var hook = new Receiver((_, _) -> Receiver.ok())) {
            webhook("tried", hook, "failed");
            assertThat(notices.test("tried", 1, "mira")).isFalse();
            assertThat(notices.test("tried", 0, "mira")).isTrue();
            assertThat(sent(hook, 1).getFirst().header("X-Slipway-Event")).isEqualTo("test");
            Awaitility.await().until(() -> page().contains("Works"));

            var put = given().body("https://hooks.example/T1/secret-of-slack")
                    .put("/api/v1/notification-secrets/ops-chat");
            assertThat(put.statusCode()).isEqualTo(201);
            assertThat(given().body("short")
                            .put("/api/v1/notification-secrets/x")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(given().get("/api/v1/notification-secrets").asString() + put.asString() + page())
                    .contains("ops-chat")
                    .doesNotContain("secret-of-slack");
            assertThat(given().delete("/api/v1/notification-secrets/hook-key").statusCode())
                    .isEqualTo(409);
            assertThat(given().delete("/api/v1/notification-secrets/ops-chat").statusCode())
                    .isEqualTo(204);
        }
    }

    private void webhook(String fleet, Receiver hook, String on) {
        secrets.put("hook-key", Secret.of(KEY), "test");
        fleet(fleet, "[{webhook: '" + hook.url("/hook?q=1") + "', secret: hook-key, on: [" + on + "]}]");
    }

    private void fleet(String name, String notifications) {
        assertThat(fleets.put(name, Stories.document(name, notifications), "test"))
                .isInstanceOf(Fleets.Put.Created.class);
    }

    private Notices.Shown only(String fleet) {
        var all = notices.list(fleet, null, null, 10);
        assertThat(all).hasSizeLessThan(2);
        return all.getFirst();
    }

    private static List<Request> sent(Receiver receiver, int count) {
        Awaitility.await().until(() -> receiver.requests().size() >= count);
        return receiver.requests();
    }

    private static String page() {
        return given().get("/settings/notifications").asString();
    }

    private long write(String fleet, String release, List<Event> events) throws SQLException {
        try (var connection = database.getConnection()) {
            return Stories.write(connection, fleet, release, events);
        }
    }

    private void more(long deployment, Event event) throws SQLException {
        try (var connection = database.getConnection()) {
            Stories.more(connection, deployment, event);
        }
    }

    private void log(long deployment, String node, String step, String text) throws SQLException {
        try (var connection = database.getConnection();
                var add = connection.prepareStatement(
                        "insert into log_line (deployment, number, at, node, step, text) values (?, 1, now(), ?, ?, ?)")) {
            add.setLong(1, deployment);
            add.setString(2, node);
            add.setString(3, step);
            add.setString(4, text);
            add.executeUpdate();
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
