package dev.slipway.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.outside.AllowList;
import dev.slipway.outside.Credentials;
import dev.slipway.outside.OddServer.Request;
import dev.slipway.outside.Outside;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: an app's key signs what GitHub can check, and its token is asked for once until it ends.
 *
 * <p>Method: a small server in GitHub's place; the JDK's own RSA checks the signature; time is set.
 */
class GithubAppTest {
    private static final Instant NOW = Instant.parse("2026-11-20T13:00:00Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private record Settings(String apiUrl, Optional<String> token, Optional<String> appId, Optional<Path> appKeyFile)
            implements GithubAccess {}

    @Test
    void proves_itself_by_its_key_and_keeps_the_token_until_it_ends() throws Exception {
        var pair = pair();
        try (var github = new Receiver((_, r) -> r.first().startsWith("GET")
                        ? Receiver.answer("200 OK", "", "{\"id\": 9}")
                        : Receiver.answer(
                                "201 Created",
                                "",
                                "{\"token\": \"ghs_x\", \"expires_at\": \""
                                        + now.get().plusSeconds(3600) + "\"}"));
                var outside = new Outside(
                        AllowList.of(List.of("127.0.0.1")),
                        Credentials.NONE,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10))) {
            var settings = new Settings(github.url(""), Optional.empty(), Optional.of("4711"), Optional.of(pem(pair)));
            var app = new GithubApp(settings, new Posts(outside, now::get));

            assertThat(app.token("acme/shop").reveal()).isEqualTo("ghs_x");
            now.set(NOW.plus(Duration.ofMinutes(50)));
            assertThat(app.token("acme/shop").reveal()).isEqualTo("ghs_x");
            assertThat(github.requests().stream().map(Request::first))
                    .containsExactly(
                            "GET /repos/acme/shop/installation HTTP/1.1",
                            "POST /app/installations/9/access_tokens HTTP/1.1");
            now.set(NOW.plus(Duration.ofMinutes(56)));
            app.token("acme/shop");
            assertThat(github.requests()).hasSize(4);

            var jwt = github.requests()
                    .getFirst()
                    .header("Authorization")
                    .replace("Bearer ", "")
                    .split("\\.", -1);
            var check = Signature.getInstance("SHA256withRSA");
            check.initVerify(pair.getPublic());
            check.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
            assertThat(check.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
            var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt[1]));
            assertThat(claims.path("iss").asText()).isEqualTo("4711");
            assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond() - 60);
            assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 540);
        }
    }

    @Test
    void says_what_is_not_set_up() throws Exception {
        try (var outside =
                new Outside(AllowList.of(List.of()), Credentials.NONE, Duration.ofSeconds(1), Duration.ofSeconds(1))) {
            var nothing = new Settings("https://x.example", Optional.empty(), Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> new GithubApp(nothing, new Posts(outside, now::get)).token("a/b"))
                    .hasMessageContaining("slipway.github.token");
            var noKey = Files.writeString(folder.resolve("no.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
            var wrong = new Settings("https://x.example", Optional.empty(), Optional.of("1"), Optional.of(noKey));
            assertThatThrownBy(() -> new GithubApp(wrong, new Posts(outside, now::get)).token("a/b"))
                    .hasMessageContaining("slipway.github.app-key-file");
        }
    }

    private static KeyPair pair() throws Exception {
        var maker = KeyPairGenerator.getInstance("RSA");
        maker.initialize(2048);
        return maker.generateKeyPair();
    }

    /** In the form of PKCS #1, as GitHub hands it out. */
    private Path pem(KeyPair pair) throws Exception {
        var inner = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        return Files.writeString(
                folder.resolve("app.pem"),
                "-----BEGIN RSA PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(inner)
                        + "\n-----END RSA PRIVATE KEY-----\n");
    }
}
