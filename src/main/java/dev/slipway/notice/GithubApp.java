package dev.slipway.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.slipway.outside.Answer;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Target;
import dev.slipway.outside.Tries;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;

/** With what GitHub is asked: the token that is configured, or one of an app's installation, kept until it ends. */
@Singleton
final class GithubApp {
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration LIFE = Duration.ofMinutes(9);

    private final GithubAccess access;
    private final Posts posts;
    private final Map<String, Granted> granted = new ConcurrentHashMap<>();

    GithubApp(GithubAccess access, Posts posts) {
        this.access = access;
        this.posts = posts;
    }

    private record Granted(Secret token, Instant until) {}

    /** It is not set up as it should be; only a person can mend that. */
    static final class NotSetUp extends Exception {
        private static final long serialVersionUID = 1;

        NotSetUp(String what) {
            super(what);
        }
    }

    /** The token for this repository. */
    Secret token(String repository) throws IOException, NotSetUp {
        if (access.appId().isEmpty()) {
            return access.token()
                    .map(Secret::of)
                    .orElseThrow(() -> new NotSetUp("GitHub is not set up: set slipway.github.token, or"
                            + " slipway.github.app-id and slipway.github.app-key-file"));
        }
        var known = granted.get(repository);
        if (known != null && posts.now().isBefore(known.until().minus(EARLY))) {
            return known.token();
        }
        var fresh = granted(repository);
        granted.put(repository, fresh);
        return fresh.token();
    }

    /** The token was refused: the next one is a new one. */
    void forget(String repository) {
        granted.remove(repository);
    }

    private Granted granted(String repository) throws IOException, NotSetUp {
        var proof = Secret.of("Bearer " + jwt());
        var installation = json(Ask.get(target("/repos/" + repository + "/installation"), Posts.LIMITS), proof);
        var answer = json(
                Ask.post(
                        target("/app/installations/" + installation.path("id").asLong() + "/access_tokens"),
                        new byte[0],
                        Posts.LIMITS),
                proof);
        try {
            return new Granted(
                    Secret.of(answer.path("token").asText("")),
                    Instant.parse(answer.path("expires_at").asText("")));
        } catch (DateTimeException _) {
            throw new IOException("GitHub granted a token without an end");
        }
    }

    private JsonNode json(Ask ask, Secret proof) throws IOException {
        try (Answer answer = posts.answer(headers(ask).with("Authorization", proof))) {
            if (answer.status() / 100 != 2) {
                throw Tries.answered(answer);
            }
            return ChannelJson.JSON.readTree(answer.text());
        }
    }

    static Ask headers(Ask ask) {
        return ask.with("Accept", "application/vnd.github+json")
                .with("X-GitHub-Api-Version", "2022-11-28")
                .with("User-Agent", "Slipway");
    }

    /** An address of the API. */
    Target target(String path) throws NotSetUp {
        try {
            return Target.of(access.apiUrl().replaceAll("/+$", "") + path);
        } catch (BadAddress e) {
            throw new NotSetUp("slipway.github.api-url is wrong: " + e.getMessage());
        }
    }

    private String jwt() throws NotSetUp {
        var now = posts.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(access.appId().orElse(""))
                .issueTime(Date.from(now.minus(SKEW)))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build();
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        try {
            jwt.sign(new RSASSASigner(key(access.appKeyFile())));
        } catch (JOSEException e) {
            throw new NotSetUp("The key in slipway.github.app-key-file cannot sign");
        }
        return jwt.serialize();
    }

    private static PrivateKey key(Optional<Path> file) throws NotSetUp {
        try {
            var pem = Files.readString(file.orElseThrow(() -> new NotSetUp("slipway.github.app-key-file is not set")));
            return key(pem);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
            throw new NotSetUp("slipway.github.app-key-file cannot be read, or is no RSA private key in PEM form");
        }
    }

    /** GitHub hands out PKCS #1; what others convert it to is mostly PKCS #8. */
    private static PrivateKey key(String pem) throws GeneralSecurityException {
        var bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var keys = KeyFactory.getInstance("RSA");
        if (!pem.contains("BEGIN RSA PRIVATE KEY")) {
            return keys.generatePrivate(new PKCS8EncodedKeySpec(bytes));
        }
        var key = RSAPrivateKey.getInstance(bytes);
        return keys.generatePrivate(new RSAPrivateCrtKeySpec(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient()));
    }
}
