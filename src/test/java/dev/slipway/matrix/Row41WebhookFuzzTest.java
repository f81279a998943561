package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.TestDatabase;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 41 of the fault matrix: whatever a stranger sends to the webhook is turned away, before it is parsed where
 * it is not signed; and what is signed and senseless does no harm either.
 *
 * <p>Method: the whole application, over its own port. After each test a sound message must be taken, and nothing of
 * the unsound ones may be stored.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class Row41WebhookFuzzTest {
    private static final String SECRET = "correct horse battery staple";
    private static final String JSON = "application/json";

    @Inject
    Sql sql;

    private Hooks hooks;
    private long before;

    @BeforeEach
    void fleet() throws Exception {
        hooks = Hooks.of("fuzzed", "");
        before = kept();
    }

    @AfterEach
    void is_unharmed() throws Exception {
        assertThat(kept()).as("nothing was kept").isEqualTo(before);
        given().get("/q/health/live").then().statusCode(200);
        hooks.outcome(hooks.deliver("ping", Payloads.ping())).body("state", equalTo("ignored"));
    }

    private long kept() throws Exception {
        return sql.<Long, RuntimeException>transaction(
                c -> Sql.number(c, "select count(*) from webhook_delivery where fleet = 'fuzzed'"));
    }

    @Test
    void without_the_signature_it_says_which_header_is_missing() {
        var message = Payloads.run().toString();
        given().contentType(JSON)
                .body(message)
                .post("/hooks/github/fuzzed")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("detail", containsString("X-Hub-Signature-256 is missing"));
        given().contentType(JSON)
                .header("X-Hub-Signature", "sha1=0123456789012345678901234567890123456789")
                .body(message)
                .post("/hooks/github/fuzzed")
                .then()
                .statusCode(401)
                .body("detail", containsString("X-Hub-Signature (SHA-1) alone is not taken"));
    }

    @Test
    void another_secret_and_no_such_fleet_are_the_same_answer() {
        var body = Payloads.run().toString().getBytes(UTF_8);
        var wrong = hooks.send("ping", body, JSON, "another secret than that", "a");
        var absent = new Hooks("nobody").send("ping", body, JSON, SECRET, "a");

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(absent.statusCode()).isEqualTo(401);
        assertThat(absent.asString()).isEqualTo(wrong.asString()).doesNotContain(SECRET);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var undone = given().get("/settings/webhooks?fleet=fuzzed").asString();
            assertThat(undone).contains("X-Hub-Signature-256 does not fit").doesNotContain(SECRET);
        });
    }

    /** What is turned away is noted for fleets that exist; an answer that waited for it would tell which do. */
    @Test
    void the_answer_to_another_secret_does_not_wait_until_it_is_noted() throws Exception {
        var body = Payloads.run().toString().getBytes(UTF_8);
        var answered = sql.<Integer, RuntimeException>transaction(c -> {
            Sql.update(c, "lock table webhook_refusal in access exclusive mode");
            return hooks.send("ping", body, JSON, "another secret than that", "b")
                    .statusCode();
        });
        assertThat(answered).isEqualTo(401);
    }

    @Test
    void any_signature_but_the_right_one_is_refused() {
        var random = new Random(41);
        var body = Payloads.run().toString().getBytes(UTF_8);
        var right = Hooks.signature(SECRET, body);
        for (var i = 0; i < 200; i++) {
            var chars = right.toCharArray();
            chars[random.nextInt(chars.length)] = (char) (33 + random.nextInt(90));
            var shown = new String(chars);
            if (!shown.equalsIgnoreCase(right)) {
                assertThat(signed(shown, body).statusCode()).as(shown).isEqualTo(401);
            }
        }
        var changed = body.clone();
        changed[10]++;
        assertThat(signed(right, changed).statusCode()).isEqualTo(401);
    }

    private static Response signed(String signature, byte[] body) {
        return given().contentType(JSON)
                .header("X-Hub-Signature-256", signature)
                .header("X-GitHub-Event", "ping")
                .header("X-GitHub-Delivery", "x")
                .body(body)
                .post("/hooks/github/fuzzed");
    }

    /** Read as far as it may be, signed or not, and not parsed. */
    @Test
    void a_body_of_50_megabytes_is_refused_before_it_came() throws IOException {
        assertThat(answer("Content-Length: 52428800", "{")).startsWith("HTTP/1.1 413");
        var piece = "20000\r\n" + "[".repeat(0x20000) + "\r\n";
        assertThat(answer("Transfer-Encoding: chunked", piece.repeat(9))).startsWith("HTTP/1.1 413");
    }

    /** The first line of the answer to a body that goes on after this. */
    private static String answer(String length, String body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(30_000);
            var out = socket.getOutputStream();
            out.write(("POST /hooks/github/fuzzed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n" + length + "\r\n\r\n" + body)
                    .getBytes(ISO_8859_1));
            out.flush();
            var line = new StringBuilder();
            for (var read = socket.getInputStream().read();
                    read > '\r';
                    read = socket.getInputStream().read()) {
                line.append((char) read);
            }
            return line.toString();
        }
    }

    @Test
    void what_is_signed_and_senseless_is_told_so() {
        for (var senseless : new String[] {
            "", "null", "[]", "{", "\"x\"", "{\"a\":1,\"a\":2}", "[".repeat(500_000), "{\"a\":".repeat(100_000), "\0"
        }) {
            hooks.send("push", senseless.getBytes(UTF_8), JSON, SECRET, "senseless")
                    .then()
                    .statusCode(400);
        }
        var ping = Payloads.ping().toString().getBytes(UTF_8);
        for (var id : new String[] {"", "a b", "'; drop table fleet", "x".repeat(101)}) {
            hooks.send("ping", ping, JSON, SECRET, id).then().statusCode(400);
        }
        for (var event : new String[] {"", "Ping", "ping;", "x".repeat(61)}) {
            hooks.send(event, ping, JSON, SECRET, "an-id").then().statusCode(400);
        }
        hooks.send("ping", ping, "text/plain", SECRET, "a-type").then().statusCode(400);
        hooks.send("ping", "payload=%zz".getBytes(UTF_8), "application/x-www-form-urlencoded", SECRET, "a-form")
                .then()
                .statusCode(400);
    }

    @Test
    void bytes_of_chance_with_a_right_signature_do_no_harm() throws Exception {
        var random = new Random(4141);
        for (var i = 0; i < 100; i++) {
            var bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            assertThat(hooks.send("push", bytes, JSON, SECRET, UUID.randomUUID().toString())
                            .statusCode())
                    .isEqualTo(400);
        }
    }
}
