package dev.slipway.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.outside.OddServer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: objects of S3 come by signed requests, through the same rules as all addresses. Method: a server on loopback in
 * the place of S3; the credentials are those that AWS' library finds in system properties.
 */
class S3Test {
    private static final Source.S3 OBJECT = new Source.S3("builds", "shop/1.4.2 ä.tar.gz", "v/7", "eu-central-1");
    private final Reach reach = new Reach(Path.of("unused"), "127.0.0.1");

    @BeforeEach
    void login() {
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "hush");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        reach.close();
    }

    @Test
    void an_object_comes_by_a_signed_request_and_goes_on_where_it_stopped() throws Exception {
        try (var server = new OddServer((head, out) -> OddServer.write(
                        out,
                        head.contains("Range: bytes=4-")
                                ? "HTTP/1.1 206 P\r\nETag: \"e\"\r\nContent-Range: bytes 4-7/8\r\nContent-Length: 4\r\n\r\nfile"
                                : "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 8\r\n\r\nthe "));
                Arrival arrival = s3(server.url("")).arrive(OBJECT)) {
            assertThat(arrival.bytes().readAllBytes()).asString().isEqualTo("the file");
            assertThat(arrival.from()).isEqualTo("s3://builds/shop/1.4.2 ä.tar.gz version v/7");
            assertThat(arrival.sha256()).isNull();
            assertThat(server.requests()).hasSize(2).allSatisfy(head -> assertThat(head)
                    .startsWith("GET /builds/shop/1.4.2%20%C3%A4.tar.gz?")
                    .contains("versionId=v%2F7", "X-Amz-Credential=AKIDEXAMPLE%2F", "eu-central-1", "X-Amz-Signature=")
                    .doesNotContain("hush"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, AccessDenied, s3:GetObject",
        "404 Not Found, NoSuchKey, Look at the bucket",
        "301 Moved, PermanentRedirect, The bucket is in us-west-2"
    })
    void what_s3_refuses_is_said_with_what_to_do(String status, String code, String next) throws Exception {
        String body = "<Error><Code>" + code + "</Code><Message>secret of a stranger</Message></Error>";
        try (var server = OddServer.saying("HTTP/1.1 " + status
                + "\r\nx-amz-bucket-region: us-west-2\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            assertThatThrownBy(() -> s3(server.url("")).arrive(OBJECT))
                    .isInstanceOfSatisfying(SourceFailed.class, e -> {
                        assertThat(e).hasMessageContaining(code).hasMessageNotContaining("stranger");
                        assertThat(e.failure().next()).contains(next);
                    });
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void another_store_that_is_not_allowed_is_not_asked() throws Exception {
        try (var server = OddServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var strict = new Reach(Path.of("unused"))) {
            assertThatThrownBy(() -> new S3(strict.web(), config(server.url(""))).arrive(OBJECT))
                    .isInstanceOf(SourceFailed.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, key, eu-central-1",
        "builds, /key, eu-central-1",
        "builds, key, evil.example.com/x",
        "builds, key, 127.0.0.1",
        "BUILDS, key, eu-central-1",
        "arn:aws:s3:::b, key, eu-central-1"
    })
    void what_would_change_the_host_is_refused(String bucket, String key, String region) {
        assertThatThrownBy(() -> s3(null).arrive(new Source.S3(bucket, key, null, region)))
                .hasMessageContaining("not written as such");
    }

    private S3 s3(@Nullable String endpoint) {
        return new S3(reach.web(), config(endpoint));
    }

    private static S3Config config(@Nullable String endpoint) {
        return new S3Config() {
            @Override
            public Optional<String> endpoint() {
                return Optional.ofNullable(endpoint);
            }

            @Override
            public Optional<String> region() {
                return Optional.empty();
            }
        };
    }
}
