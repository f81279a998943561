package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.slipway.outside.NotReached;
import dev.slipway.outside.OddServer;
import dev.slipway.release.source.GitServer;
import dev.slipway.trigger.LoopbackProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 43 of the fault matrix: an artifact with another digest, cut off, dripping, or led to a private address is
 * refused within the limits, and no part of it is ever a release; a sound one becomes one, once. A name that changes
 * its mind is tried in {@code OutsideTest}.
 *
 * <p>Method: the API of the whole application; servers on loopback, of which only 127.0.0.1 is allowed.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
class Row43ArtifactFromElsewhereTest {
    private static final byte[] TAR = tar();
    private static final String DIGEST = sha256(TAR);

    @AfterEach
    void nothing_half_is_left() throws IOException {
        Path home = Path.of(ConfigProvider.getConfig().getValue("slipway.home", String.class));
        // A release can be seen a moment before its upload is cleared away.
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(home.resolve("artifacts/incoming"))
                .isEmptyDirectory());
        try (var files = Files.list(home.resolve("uploads"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".tar"))).isEmpty();
        }
    }

    @Test
    void a_sound_one_is_a_release_once() throws Exception {
        try (var server = serving(TAR)) {
            byUrl("sound", server.url("/a.tar"), DIGEST.toUpperCase(Locale.ROOT))
                    .statusCode(201)
                    .body("digest", equalTo(DIGEST))
                    .body("notes", equalTo("By address"))
                    .body("source", equalTo(server.url("/a.tar")))
                    .body("digestChecked", equalTo(true));
            byUrl("sound", server.url("/a.tar"), DIGEST).statusCode(200);
            byUrl("sound", server.url("/a.tar"), "0".repeat(64))
                    .statusCode(409)
                    .body("type", endsWith("release-exists"));
            assertThat(server.requests()).hasSize(1);
        }
        String audit = given().get("/api/v1/audit").asString();
        assertThat(audit).contains("release:sound/1", "digest " + DIGEST + ", from http://127.0.0.1:");
    }

    @Test
    void two_calls_at_once_make_one_release() throws Exception {
        var both = new CountDownLatch(2);
        try (var server = new OddServer((_, out) -> {
                    both.countDown();
                    both.await(5, TimeUnit.SECONDS);
                    OddServer.answer(out, "200 OK", "", TAR);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> call =
                    () -> byUrl("both", server.url("/"), DIGEST).extract().statusCode();
            List<Future<Integer>> calls = List.of(threads.submit(call), threads.submit(call));
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : calls) {
                statuses.add(each.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(201, 200);
        }
    }

    @Test
    void one_with_another_digest_is_refused() throws Exception {
        try (var server = serving(TAR)) {
            byUrl("other", server.url("/"), "0".repeat(64))
                    .statusCode(422)
                    .body("type", endsWith("not-fetched"))
                    .body("field", equalTo("url"))
                    .body("detail", containsString(DIGEST));
        }
        none("other");
    }

    @Test
    void one_that_is_cut_off_goes_on_and_one_that_always_is_cut_off_is_refused() throws Exception {
        var asked = new AtomicInteger();
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + TAR.length + "\r\n\r\n");
            out.write(TAR, 0, asked.incrementAndGet() < 3 ? 100 : TAR.length);
        })) {
            byUrl("cut", server.url("/"), DIGEST).statusCode(201);
        }
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + TAR.length + "\r\n\r\n");
            out.write(TAR, 0, 100);
        })) {
            byUrl("truncated", server.url("/"), DIGEST).statusCode(422).body("type", endsWith("not-fetched"));
        }
        none("truncated");
    }

    @Test
    void one_that_drips_is_left_when_the_time_is_up() throws Exception {
        var never = new CountDownLatch(1);
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
                OddServer.write(out, "x");
            }
        })) {
            byUrl("drip", server.url("/"), DIGEST).statusCode(422).body("type", endsWith("not-fetched"));
        }
        none("drip");
    }

    @Test
    void one_that_leads_to_a_private_address_sounds_like_one_that_is_not_there() throws Exception {
        try (var inside = serving(TAR);
                var server = OddServer.saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:" + inside.port()
                        + "/\r\nContent-Length: 0\r\n\r\n")) {
            String led = detail(byUrl("led", server.url("/"), DIGEST), server.url("/"));
            String refused = detail(byUrl("led", "http://127.0.0.2/", DIGEST), "http://127.0.0.2/");
            String unknown =
                    detail(byUrl("led", "https://no-such-name.invalid/", DIGEST), "https://no-such-name.invalid/");

            assertThat(led).contains(NotReached.TEXT).isEqualTo(refused).isEqualTo(unknown);
            assertThat(inside.requests()).isEmpty();
        }
        none("led");
    }

    @Test
    void a_caller_who_went_away_leaves_a_whole_release() throws Exception {
        var gone = new CountDownLatch(1);
        try (var server = new OddServer((_, out) -> {
            OddServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + TAR.length + "\r\n\r\n");
            out.write(TAR, 0, 100);
            gone.await(5, TimeUnit.SECONDS);
            out.write(TAR, 100, TAR.length - 100);
        })) {
            String body = "{\"version\":\"1\",\"url\":\"" + server.url("/") + "\",\"sha256\":\"" + DIGEST + "\"}";
            try (var caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                OddServer.write(
                        caller.getOutputStream(),
                        "POST /api/v1/applications/gone/releases HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                                + " application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                await().atMost(20, TimeUnit.SECONDS)
                        .until(() -> !server.requests().isEmpty());
            }
            gone.countDown();
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> given().get("/api/v1/applications/gone/releases")
                    .then()
                    .body("digest", hasItem(DIGEST)));
        }
    }

    @Test
    void what_is_not_a_source_is_said_field_by_field() {
        send("fields", "{\"version\":\"1\"}").statusCode(422).body("field", equalTo("url"));
        send("fields", "{\"version\":\"1\",\"url\":\"https://a.example/\"}")
                .statusCode(422)
                .body("field", equalTo("sha256"));
        send("fields", "{\"version\":\"1\",\"url\":\"https://a.example/\",\"sha256\":\"x\",\"git\":{}}")
                .statusCode(422);
        send("fields", "{\"version\":\"1\",\"git\":{\"url\":\"https://a.example/\"}}")
                .statusCode(422)
                .body("field", equalTo("ref"));
        send("fields", "{\"version\":\"1\",\"git\":{\"url\":\"ssh://git@a.example/x\",\"ref\":\"main\"}}")
                .statusCode(422)
                .body("detail", containsString("no key is named"));
        send("fields", "{\"version\":\"a/b\",\"url\":\"https://a.example/\",\"sha256\":\"" + DIGEST + "\"}")
                .statusCode(422)
                .body("type", endsWith("bad-release"));
        none("fields");
    }

    @Test
    void a_commit_is_a_release_with_its_author() throws Exception {
        try (var repository = new GitServer()) {
            String id = repository.file("index.php", "<?php").commit("refs/heads/main", "First");
            String body = "{\"version\":\"1\",\"git\":{\"url\":\"" + repository.url() + "\",\"ref\":\"main\"}}";
            String digest = send("commit", body)
                    .statusCode(201)
                    .body("commit", equalTo(id))
                    .body("author", equalTo("Ada Lovelace"))
                    .body("notes", equalTo("First"))
                    .body("digestChecked", equalTo(false))
                    .extract()
                    .path("digest");
            send("commit", body).statusCode(200).body("digest", equalTo(digest));
            repository.file("index.php", "<?php 2").commit("refs/heads/main", "Second");
            send("commit", body).statusCode(409);
        }
    }

    private static String detail(ValidatableResponse answer, String url) {
        String detail = answer.statusCode(422).extract().path("detail");
        return detail.replace(url, "…");
    }

    private static ValidatableResponse byUrl(String application, String url, String sha256) {
        return send(
                application,
                "{\"version\":\"1\",\"notes\":\"By address\",\"migrations\":\"none\",\"url\":\"" + url
                        + "\",\"sha256\":\"" + sha256 + "\"}");
    }

    private static ValidatableResponse send(String application, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/applications/" + application + "/releases")
                .then();
    }

    private static void none(String application) {
        assertThat(given().get("/api/v1/applications/" + application + "/releases")
                        .jsonPath()
                        .getList("$"))
                .isEmpty();
    }

    private static OddServer serving(byte[] file) throws IOException {
        return new OddServer((_, out) -> OddServer.answer(out, "200 OK", "", file));
    }

    private static byte[] tar() {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
            var entry = new TarArchiveEntry("index.html");
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
