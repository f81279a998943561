package dev.slipway.api;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The token that scripts show, where one is configured. Only its digest is kept. */
@Singleton
class BootstrapToken {
    private static final int SHORTEST = 32;
    private static final String BEARER = "bearer ";
    private final Optional<byte[]> digest;

    BootstrapToken(@ConfigProperty(name = "slipway.bootstrap-token") Optional<String> token) {
        token.filter(t -> t.strip().length() < SHORTEST).ifPresent(t -> {
            throw new ConfigurationException("slipway.bootstrap-token has fewer than " + SHORTEST
                    + " characters; make a longer one, for example with: openssl rand -hex 32");
        });
        digest = token.map(t -> digest(t.strip()));
    }

    boolean wanted() {
        return digest.isPresent();
    }

    /** Whether an {@code Authorization} header shows the token; always when there is none. */
    boolean shown(@Nullable String authorization) {
        if (digest.isEmpty()) {
            return true;
        }
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        digest.get(),
                        digest(authorization.substring(BEARER.length()).strip()));
    }

    /** Digests of equal length, so that comparing them tells nothing about the token's. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
