package dev.slipway.real;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.notice.NoticeProfile;
import dev.slipway.outside.OddServer;
import dev.slipway.outside.OddServer.Request;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a workflow run left, and what belongs to a release on GitHub, is live after GitHub told of it, with no
 * person in between.
 *
 * <p>Method: messages as GitHub signs them; on loopback a server in the place of GitHub's API, and the storage that it
 * leads to; two real {@code sshd} servers behind a real HAProxy.
 */
@QuarkusTest
@TestProfile(NoticeProfile.class)
@NullUnmarked // JUnit's own fields
class GithubFilesRealTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String OF_RUN = "1873-" + Payloads.SHA.substring(0, 7);
    private static final String OF_TAG = "1.4.2";

    @TempDir
    Path folder;

    private byte[] zip;
    private byte[] tar;

    @Test
    void a_run_s_artifact_is_live_and_then_a_release_s_asset() throws Exception {
        RealHaproxy.mustBeThere();
        zip = zipped(RealFleet.release(OF_RUN, 200, "exit 0"));
        tar = RealFleet.release(OF_TAG, 200, "exit 0");
        var api = URI.create(ConfigProvider.getConfig().getValue("slipway.github.api-url", String.class));
        try (var storage = new OddServer((head, out) ->
                        OddServer.answer(out, "200 OK", "ETag: \"e\"\r\n", head.startsWith("GET /zip") ? zip : tar));
                var github = OddServer.at(api.getPort(), (request, out) -> answer(request, storage, out));
                var fleet = new RealFleet(folder, 2)) {
            given().contentType("text/plain")
                    .body(fleet.document("github-files", """
                            strategy: {capacityTimeout: 20s}
                            triggers:
                              github:
                                - on: workflow_run
                                  repository: acme/shop
                                  branch: main
                                  workflow: build.yml
                                  release: {from: workflow-artifact, artifact: "shop-{sha7}"}
                                - on: release
                                  repository: acme/shop
                                  tag: "v*"
                                  release: {from: release-asset, asset: "shop-*.tar.gz"}
                            """))
                    .put("/api/v1/fleets/github-files")
                    .then()
                    .statusCode(201);
            var hooks = new Hooks("github-files").known();

            deployed(hooks, "workflow_run", Payloads.run(), OF_RUN);
            assertThat(fleet.current(0)).isEqualTo(OF_RUN);
            assertThat(fleet.current(1)).isEqualTo(OF_RUN);

            deployed(hooks, "release", Payloads.release(), OF_TAG);
            assertThat(fleet.current(0)).isEqualTo(OF_TAG);
            assertThat(fleet.current(1)).isEqualTo(OF_TAG);

            assertThat(github.requests()).isNotEmpty().allMatch(head -> head.contains("Bearer github-token-of"));
            assertThat(storage.requests()).hasSize(2).noneMatch(head -> head.contains("github-token-of"));
        }
    }

    private void answer(Request request, OddServer storage, OutputStream out) throws IOException {
        var path = request.first().split(" ", 3)[1];
        var name = "shop-" + Payloads.SHA.substring(0, 7);
        switch (path) {
            case "/repos/acme/shop/actions/artifacts/9/zip" -> led(out, storage.url("/zip?signature=x"));
            case "/repos/acme/shop/releases/assets/7" -> led(out, storage.url("/tar?signature=x"));
            case "/repos/acme/shop/releases/tags/v" + OF_TAG ->
                json(
                        out,
                        "{\"target_commitish\":\"main\",\"assets\":[{\"id\":7,\"name\":\"shop-1.4.2.tar.gz\","
                                + "\"state\":\"uploaded\",\"digest\":\"" + digest(tar) + "\"}]}");
            default -> {
                if (path.startsWith("/repos/acme/shop/actions/runs/5000000001/artifacts?")
                        && path.contains("name=" + name)) {
                    json(
                            out,
                            "{\"artifacts\":[{\"id\":9,\"name\":\"" + name + "\",\"expired\":false,\"digest\":\""
                                    + digest(zip) + "\",\"workflow_run\":{\"head_sha\":\"" + Payloads.SHA + "\"}}]}");
                } else {
                    OddServer.answer(out, "404 Not Found", "", new byte[0]);
                }
            }
        }
    }

    private static void led(OutputStream out, String to) throws IOException {
        OddServer.answer(out, "302 Found", "Location: " + to + "\r\n", new byte[0]);
    }

    private static void json(OutputStream out, String json) throws IOException {
        OddServer.answer(out, "200 OK", "Content-Type: application/json\r\n", json.getBytes(UTF_8));
    }

    private static void deployed(Hooks hooks, String event, ObjectNode message, String release) {
        var number = hooks.outcome(hooks.deliver(event, message))
                .body("state", equalTo("deployed"))
                .extract()
                .<Integer>path("deployment");
        var address = "/api/v1/deployments/" + number;
        Awaitility.await().atMost(LONG).until(() -> given().get(address).path("finishedAt") != null);
        given().get(address).then().body("status", equalTo("succeeded")).body("release", equalTo(release));
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As GitHub hands a workflow's files out: a zip of them, without their modes. */
    private static byte[] zipped(byte[] tar) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(tar)));
                var zip = new ZipOutputStream(bytes)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
