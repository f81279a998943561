package dev.slipway.access.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.slipway.access.sso.SsoException.Trouble;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges ID tokens: signed by a key that the provider publishes, with an algorithm of two keys, for us, for this very
 * sign-in, now. What the token's header says of keys elsewhere is not followed.
 */
final class IdTokens {
    /** No {@code none}, and none whose secret would be a text that others know. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
    private static final Duration KEYS_WAITED_FOR = Duration.ofSeconds(10);
    /** A made-up key id makes us ask for the keys again; more often than this it does not. */
    private static final Duration KEYS_ASKED_EVERY = Duration.ofSeconds(30);

    private static final int LONGEST_SUBJECT = 255;

    private final Line line;
    private final Client client;
    private final InstantSource clock;
    private volatile @Nullable Keys keys;

    IdTokens(Line line, Client client, InstantSource clock) {
        this.line = line;
        this.client = client;
        this.clock = clock;
    }

    private record Keys(URI address, JWKSource<SecurityContext> source) {}

    /** The claims of a token that is good. */
    JWTClaimsSet judged(String token, URI keysAt, Errand errand) throws SsoException {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(keysAt)));
        // The claims are judged below, so that each objection has its own words.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        JWTClaimsSet claims;
        try {
            claims = processor.process(token, null);
        } catch (KeySourceException e) {
            throw new SsoException(Trouble.AWAY, "the provider's keys could not be had: " + e.getMessage(), e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new SsoException(Trouble.FORGED, "the ID token is not the provider's: " + e.getMessage(), e);
        }
        var objection = objection(claims, errand);
        if (objection.isPresent()) {
            throw new SsoException(Trouble.FORGED, "the ID token " + objection.get());
        }
        checkTime(claims);
        return claims;
    }

    private Optional<String> objection(JWTClaimsSet claims, Errand errand) throws SsoException {
        var audience = claims.getAudience();
        var party = text(claims, "azp");
        if (!client.issuer().toString().equals(claims.getIssuer())) {
            return Optional.of("is of another issuer");
        }
        if (!audience.contains(client.id())) {
            return Optional.of("is for somebody else");
        }
        if (party == null ? audience.size() > 1 : !party.equals(client.id())) {
            return Optional.of("was given to somebody else");
        }
        if (!errand.nonce().equals(text(claims, "nonce"))) {
            return Optional.of("belongs to another sign-in");
        }
        var subject = claims.getSubject();
        if (subject == null || subject.isBlank() || !subject.matches("[\\x21-\\x7e ]{1," + LONGEST_SUBJECT + "}")) {
            return Optional.of("names nobody");
        }
        return Optional.empty();
    }

    private void checkTime(JWTClaimsSet claims) throws SsoException {
        var now = clock.instant();
        var expires = instant(claims.getExpirationTime());
        var issued = instant(claims.getIssueTime());
        var from = instant(claims.getNotBeforeTime());
        if (expires == null || issued == null) {
            throw new SsoException(Trouble.FORGED, "the ID token does not say when it was made, or how long it holds");
        }
        if (!now.isBefore(expires.plus(SKEW))
                || issued.isAfter(now.plus(SKEW))
                || issued.isBefore(now.minus(OLDEST))
                || (from != null && from.isAfter(now.plus(SKEW)))) {
            throw new SsoException(
                    Trouble.CLOCK,
                    "the ID token is of " + issued + " and holds until " + expires + ", and here it is " + now);
        }
    }

    private JWKSource<SecurityContext> keys(URI address) throws SsoException {
        var before = keys;
        if (before != null && before.address().equals(address)) {
            return before.source();
        }
        try {
            var now = JWKSourceBuilder.<SecurityContext>create(
                            address.toURL(), url -> fetched(URI.create(url.toString())))
                    .cache(KEYS_KEPT.toMillis(), KEYS_WAITED_FOR.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(KEYS_ASKED_EVERY.toMillis())
                    .build();
            keys = new Keys(address, now);
            return now;
        } catch (MalformedURLException e) {
            throw new SsoException(Trouble.SETTINGS, "the provider's keys have no address", e);
        }
    }

    private Resource fetched(URI address) throws IOException {
        try {
            var reply = line.get(address);
            if (reply.status() != 200) {
                throw new IOException(address + " answered " + reply.status());
            }
            return new Resource(reply.body(), "application/json");
        } catch (SsoException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : null;
    }

    /** A list of texts, or one text, or nothing. */
    static List<String> texts(JWTClaimsSet claims, String name) {
        return switch (claims.getClaim(name)) {
            case String text -> List.of(text);
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }
}
