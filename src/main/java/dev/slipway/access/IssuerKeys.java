package dev.slipway.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Limits;
import dev.slipway.outside.Outside;
import dev.slipway.outside.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that trusted issuers publish (OpenID Connect Discovery 1.0), kept for a while. A key that is not known makes
 * them be fetched again, but a stream of made-up key ids does not. What a token's own header says of keys is not
 * followed.
 */
@Singleton
class IssuerKeys {
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration WAITED_FOR = Duration.ofSeconds(15);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(30);
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 1 << 20, 0);

    private final Outside outside;
    private final ObjectMapper json;
    /** Only issuers that a fleet's document names get in here. */
    private final Map<String, JWKSource<SecurityContext>> sources = new ConcurrentHashMap<>();

    private final Set<String> away = ConcurrentHashMap.newKeySet();

    IssuerKeys(Outside outside, ObjectMapper json) {
        this.outside = outside;
        this.json = json;
    }

    /** Those of this issuer; asked for when first needed. */
    JWKSource<SecurityContext> of(String issuer) {
        return sources.computeIfAbsent(issuer, this::source);
    }

    private JWKSource<SecurityContext> source(String issuer) {
        try {
            // The address is only a name here: each fetch looks up where the keys are.
            return JWKSourceBuilder.<SecurityContext>create(URI.create(issuer).toURL(), address -> fetched(issuer))
                    .cache(KEPT.toMillis(), WAITED_FOR.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(ASKED_EVERY.toMillis())
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("the issuer " + issuer + " is no address", e);
        }
    }

    /** Whether they could not be had when they were last asked for. */
    boolean away(String issuer) {
        return away.contains(issuer);
    }

    private Resource fetched(String issuer) throws IOException {
        away.add(issuer);
        var found = asked(issuer);
        away.remove(issuer);
        return found;
    }

    private Resource asked(String issuer) throws IOException {
        var told = json.readTree(get(issuer.replaceFirst("/$", "") + WELL_KNOWN));
        if (!told.path("issuer").asText("").equals(issuer)) {
            throw new IOException(issuer + " calls itself something else");
        }
        var keys = get(told.path("jwks_uri").asText(""));
        try {
            JWKSet.parse(keys);
        } catch (ParseException e) {
            throw new IOException("What " + issuer + " publishes are no keys", e);
        }
        return new Resource(keys, "application/json");
    }

    private String get(String address) throws IOException {
        try (var answer = outside.send(Ask.get(Target.of(address), LIMITS).with("Accept", "application/json"))) {
            if (answer.status() != 200) {
                throw new IOException(address + " answered " + answer.status());
            }
            return answer.text();
        } catch (BadAddress e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
