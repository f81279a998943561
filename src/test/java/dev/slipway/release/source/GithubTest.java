package dev.slipway.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.outside.OddServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: files of GitHub's releases and workflow runs are fetched by its API, and the token never leaves that host.
 * Method: two servers on loopback, one that answers as the API does, and the storage that it leads to.
 */
@SuppressWarnings("NullAway.Init")
class GithubTest {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String DIGEST = "a".repeat(64);
    private static final Source.GithubAsset ASSET = new Source.GithubAsset("acme/shop", "v1/2 ä", "shop.tar.gz");
    private static final Source.GithubArtifact ARTIFACT = new Source.GithubArtifact("acme/shop", 18730000000L, "shop");

    private final Reach reach = new Reach(Path.of("unused"), "127.0.0.1");
    private OddServer storage;
    private OddServer api;
    private @Nullable String refusal;
    private String digest = ",\"digest\":\"sha256:" + DIGEST + "\"";

    @BeforeEach
    void open() throws IOException {
        storage = new OddServer((head, out) -> {
            boolean rest = head.contains("Range: bytes=4-");
            OddServer.write(
                    out,
                    rest
                            ? "HTTP/1.1 206 P\r\nETag: \"e\"\r\nContent-Range: bytes 4-7/8\r\nContent-Length: 4\r\n\r\nfile"
                            : "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 8\r\n\r\nthe ");
        });
        api = new OddServer(this::answer);
    }

    @AfterEach
    void close() throws IOException {
        reach.close();
        api.close();
        storage.close();
    }

    @Test
    void an_asset_comes_from_the_storage_without_the_token_and_goes_on_there() throws Exception {
        try (Arrival arrival = github("hush").arrive(ASSET)) {
            assertThat(arrival.bytes().readAllBytes()).asString().isEqualTo("the file");
            assertThat(arrival.sha256()).isEqualTo(DIGEST);
            assertThat(arrival.commit()).isEqualTo(COMMIT);
        }
        assertThat(api.requests().getFirst())
                .startsWith("GET /api/v3/repos/acme/shop/releases/tags/v1%2F2%20%C3%A4 ")
                .contains("Authorization: Bearer hush");
        assertThat(api.requests().get(1))
                .startsWith("GET /api/v3/repos/acme/shop/releases/assets/7 ")
                .contains("Accept: application/octet-stream");
        assertThat(storage.requests()).hasSize(2).noneMatch(head -> head.contains("hush"));
    }

    @Test
    void without_a_digest_of_github_none_is_claimed_and_without_a_token_none_is_sent() throws Exception {
        digest = "";
        try (Arrival arrival = github(null).arrive(ASSET)) {
            assertThat(arrival.sha256()).isNull();
        }
        assertThat(api.requests()).noneMatch(head -> head.contains("Authorization"));
    }

    @Test
    void the_newest_artifact_of_a_run_comes_as_a_zip() throws Exception {
        try (Arrival arrival = github("hush").arrive(ARTIFACT)) {
            assertThat(arrival.bytes().readAllBytes()).asString().isEqualTo("the file");
            assertThat(arrival.commit()).isEqualTo(COMMIT);
        }
        assertThat(api.requests().getFirst())
                .startsWith("GET /api/v3/repos/acme/shop/actions/runs/18730000000/artifacts?per_page=100&name=shop ");
        assertThat(api.requests().get(1)).startsWith("GET /api/v3/repos/acme/shop/actions/artifacts/9/zip ");
    }

    @ParameterizedTest
    @CsvSource({
        "401 Unauthorized, '', does not take the token",
        "403 Forbidden, '', does not allow it",
        "403 Forbidden, 'X-RateLimit-Remaining: 0', limits how often",
        "404 Not Found, '', does not have it",
        "410 Gone, '', does not have it"
    })
    void a_refusal_is_said_and_not_tried_again(String status, String header, String said) {
        refusal =
                "HTTP/1.1 " + status + "\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "Content-Length: 0\r\n\r\n";

        assertThatThrownBy(() -> github("hush").arrive(ASSET))
                .isInstanceOf(SourceFailed.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("hush");
        assertThat(api.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429 Too Many Requests, limits how often", "500 Internal Server Error, answered 500"})
    void what_may_pass_is_tried_again_and_then_said(String status, String said) {
        refusal = "HTTP/1.1 " + status + "\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n";

        assertThatThrownBy(() -> github("hush").arrive(ASSET)).hasMessageContaining(said);
        assertThat(api.requests()).hasSize(5);
        assertThat(reach.pauses)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void a_github_that_says_nothing_is_tried_again() {
        refusal = "";

        assertThatThrownBy(() -> github("hush").arrive(ASSET)).isInstanceOf(SourceFailed.class);
        assertThat(api.requests()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"acme", "acme/..", "../shop", "acme/shop/releases", "acme/sh op", "acme%2Fshop/x"})
    void what_is_no_repository_is_not_asked_for(String repository) {
        assertThatThrownBy(() -> github("hush").arrive(new Source.GithubAsset(repository, "v1", "a")))
                .isInstanceOf(SourceFailed.class);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void a_file_of_another_name_is_none() {
        assertThatThrownBy(() -> github("hush").arrive(new Source.GithubAsset("acme/shop", "v1", "shop.zip")))
                .hasMessageContaining("no file of that name");
    }

    private void answer(String head, OutputStream out) throws IOException {
        String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP"));
        if (refusal != null) {
            OddServer.write(out, refusal);
        } else if (path.contains("/assets/") || path.endsWith("/zip")) {
            OddServer.write(
                    out,
                    "HTTP/1.1 302 Found\r\nLocation: " + storage.url("/blob?signature=x")
                            + "\r\nContent-Length: 0\r\n\r\n");
        } else {
            String json = path.contains("/releases/tags/")
                    ? "{\"target_commitish\":\"" + COMMIT + "\",\"assets\":[{\"name\":\"other\",\"id\":1},"
                            + "{\"name\":\"shop.tar.gz\",\"id\":7,\"state\":\"uploaded\"" + digest + "}]}"
                    : "{\"artifacts\":[" + artifact(9) + "," + artifact(8) + "]}";
            OddServer.answer(out, "200 OK", "", json.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String artifact(int id) {
        return "{\"name\":\"shop\",\"id\":" + id + ",\"expired\":false,\"workflow_run\":{\"head_sha\":\"" + COMMIT
                + "\"}}";
    }

    private Github github(@Nullable String token) {
        return new Github(reach.web(), new GithubConfig() {
            @Override
            public String apiUrl() {
                return api.url("/api/v3/");
            }

            @Override
            public Optional<String> token() {
                return Optional.ofNullable(token);
            }
        });
    }
}
