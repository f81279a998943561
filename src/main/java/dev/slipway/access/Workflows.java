package dev.slipway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.slipway.audit.Audit;
import dev.slipway.audit.Whereabouts;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.fleet.TrustRule;
import io.github.bucket4j.Bucket;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets in workflows that show an OIDC token of their issuer, where a fleet's {@code trust} says so: no secret is stored
 * anywhere. A token says who asks and nothing else; each opens one request. {@code sub} is never read: its form differs
 * between repositories, and names in it can be taken over.
 *
 * @see <a href="https://docs.github.com/en/actions/reference/security/oidc">OpenID Connect reference of GitHub</a>
 */
@Singleton
class Workflows {
    private static final Logger LOG = Logger.getLogger(Workflows.class);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    private static final int LONGEST_TOKEN = 16_384;
    private static final int LONGEST_ID = 255;
    private static final int LONGEST_LABEL = 200;
    /** Whoever sends rubbish does not fill the audit with it; what an issuer signed is told always. */
    private static final int RUBBISH_TOLD_A_MINUTE = 60;

    private final Fleets fleets;
    private final IssuerKeys keys;
    private final PublicUrl url;
    private final Rows rows;
    private final Audit audit;
    private final InstantSource clock;
    private final Whereabouts whereabouts;
    private final Bucket told = Bucket.builder()
            .addLimit(limit ->
                    limit.capacity(RUBBISH_TOLD_A_MINUTE).refillGreedy(RUBBISH_TOLD_A_MINUTE, Duration.ofMinutes(1)))
            .build();

    Workflows(
            Fleets fleets,
            IssuerKeys keys,
            PublicUrl url,
            Rows rows,
            Audit audit,
            InstantSource clock,
            Whereabouts whereabouts) {
        this.fleets = fleets;
        this.keys = keys;
        this.url = url;
        this.rows = rows;
        this.audit = audit;
        this.clock = clock;
        this.whereabouts = whereabouts;
    }

    /** The issuer's keys cannot be had, so nobody can tell who it is. */
    static final class IssuerAway extends RuntimeException {
        private static final long serialVersionUID = 1;

        IssuerAway(String issuer, Throwable cause) {
            super("The keys of " + issuer + " could not be fetched", cause);
        }
    }

    /** Why a token is refused. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String why;
        /** Whether an issuer that a fleet trusts signed it. */
        private final boolean signed;

        Refused(String why, boolean signed) {
            super(why);
            this.why = why;
            this.signed = signed;
        }
    }

    private record Trusted(String fleet, TrustRule rule) {}

    /** Whether this has the form of such a token. */
    static boolean looksLikeOne(String text) {
        return text.startsWith("eyJ") && text.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * Who shows this token; empty when no fleet trusts it, which the audit says with the reason.
     *
     * @throws IssuerAway if it cannot be judged now
     */
    Optional<Who.Workflow> find(String text, String address) {
        try {
            return Optional.of(judged(text));
        } catch (Refused e) {
            LOG.debugf("A token from %s was refused: %s", address, e.why);
            if (e.signed || told.tryConsume(1)) {
                tell(e.why, address);
            }
            return Optional.empty();
        }
    }

    /** Comes before the request has a context of its own, so the address is put into one for this. */
    @ActivateRequestContext
    void tell(String why, String address) {
        whereabouts.from(address);
        QuarkusTransaction.requiringNew().run(() -> audit.record("workflow", "trust.refused", "token", why));
    }

    private Who.Workflow judged(String text) throws Refused {
        var token = parsed(text);
        var issuer = issuer(token);
        var trusted = fleets.trust().entrySet().stream()
                .flatMap(fleet -> fleet.getValue().stream().map(rule -> new Trusted(fleet.getKey(), rule)))
                .filter(one -> one.rule().issuer().equals(issuer))
                .toList();
        if (trusted.isEmpty()) {
            throw new Refused("no fleet trusts the issuer " + shown(issuer), false);
        }
        var claims = verified(token, issuer);
        var expires = time(claims);
        var grants = matching(trusted, claims);
        once(issuer, claims, expires);
        return new Who.Workflow(label(issuer, claims), new Grants(grants), expires.plus(SKEW));
    }

    private static SignedJWT parsed(String text) throws Refused {
        if (text.length() > LONGEST_TOKEN) {
            throw new Refused("the token is longer than " + LONGEST_TOKEN + " characters", false);
        }
        try {
            var token = SignedJWT.parse(text);
            if (!JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())) {
                throw new Refused(
                        "its algorithm is "
                                + shown(String.valueOf(token.getHeader().getAlgorithm())) + ", and only RS256 is taken",
                        false);
            }
            return token;
        } catch (ParseException _) {
            throw new Refused("it is no signed token", false);
        }
    }

    private static String issuer(SignedJWT token) throws Refused {
        try {
            var issuer = token.getJWTClaimsSet().getIssuer();
            if (issuer != null) {
                return issuer;
            }
        } catch (ParseException _) {
            // told below
        }
        throw new Refused("it names no issuer", false);
    }

    private JWTClaimsSet verified(SignedJWT token, String issuer) throws Refused {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys.of(issuer)));
        // The claims are judged here, so that each objection has its own words.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        try {
            return processor.process(token, null);
        } catch (RateLimitReachedException e) {
            if (keys.away(issuer)) {
                throw new IssuerAway(issuer, e);
            }
            throw new Refused(
                    "its key is not among those of " + shown(issuer) + ", which were asked for just now", false);
        } catch (KeySourceException e) {
            throw new IssuerAway(issuer, e);
        } catch (BadJOSEException | JOSEException e) {
            throw new Refused("it is not signed by " + shown(issuer) + ": " + e.getMessage(), false);
        }
    }

    /** Until when it holds. GitHub's {@code nbf} lies some minutes before {@code iat}. */
    private Instant time(JWTClaimsSet claims) throws Refused {
        var now = clock.instant();
        var expires = instant(claims.getExpirationTime());
        var issued = instant(claims.getIssueTime());
        var from = instant(claims.getNotBeforeTime());
        if (expires == null || issued == null) {
            throw new Refused("it does not say when it was made, or how long it holds", true);
        }
        if (Duration.between(issued, expires).compareTo(LONGEST_LIFE) > 0) {
            throw new Refused("it holds longer than " + LONGEST_LIFE.toMinutes() + " minutes", true);
        }
        if (!now.isBefore(expires.plus(SKEW))) {
            throw new Refused("it held until " + expires + ", and here it is " + now, true);
        }
        if (issued.isAfter(now.plus(SKEW))) {
            throw new Refused("it is of " + issued + ", and here it is " + now, true);
        }
        if (from != null && from.isAfter(now.plus(SKEW))) {
            throw new Refused("it holds from " + from + ", and here it is " + now, true);
        }
        return expires;
    }

    private List<Grant> matching(List<Trusted> trusted, JWTClaimsSet claims) throws Refused {
        var own = url.configured().map(URI::toString).orElse("").replaceFirst("/+$", "");
        var grants = new ArrayList<Grant>();
        var objections = new ArrayList<String>();
        for (var one : trusted) {
            if (one.rule().audience() == null && own.isEmpty()) {
                objections.add(one.fleet() + ": slipway.public-url is not set, and the rule names no audience");
                continue;
            }
            one.rule()
                    .objection(claims.getAudience(), own, name -> text(claims, name))
                    .ifPresentOrElse(
                            why -> objections.add(one.fleet() + ": " + why),
                            () -> grants.add(new Grant(Role.DEPLOYER, one.fleet())));
        }
        if (grants.isEmpty()) {
            throw new Refused(String.join("; ", objections.subList(0, Math.min(5, objections.size()))), true);
        }
        return grants.stream().distinct().toList();
    }

    private void once(String issuer, JWTClaimsSet claims, Instant expires) throws Refused {
        var id = claims.getJWTID();
        if (id == null || id.isBlank() || id.length() > LONGEST_ID || id.indexOf('\0') >= 0) {
            throw new Refused("it has no jti, so nobody could tell whether it was shown before", true);
        }
        var isNew = QuarkusTransaction.requiringNew().call(() -> {
            rows.change("delete from trusted_token where expires_at < ?", clock.instant());
            return rows.change(
                            "insert into trusted_token (issuer, jti, expires_at) values (?, ?, ?) on conflict do nothing",
                            issuer,
                            id,
                            expires.plus(SKEW).plus(SKEW))
                    == 1;
        });
        if (!isNew) {
            throw new Refused("it was shown before; each token opens one request", true);
        }
    }

    /** As the history shows it: {@code github:acme/shop#1873}, or the issuer's host and the subject. */
    private static String label(String issuer, JWTClaimsSet claims) {
        var repository = text(claims, "repository");
        var run = text(claims, "run_number");
        var name = issuer.equals(TrustRule.GITHUB)
                        && repository != null
                        && repository.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
                ? "github:" + repository + (run != null && run.matches("[0-9]{1,12}") ? "#" + run : "")
                : "oidc:" + URI.create(issuer).getHost() + "/"
                        + String.valueOf(claims.getSubject()).replaceAll("[^!-~]", "?");
        return name.length() > LONGEST_LABEL ? name.substring(0, LONGEST_LABEL) : name;
    }

    /** Numbers and truths as text; lists and objects are not compared. */
    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return switch (claims.getClaim(name)) {
            case String text -> text;
            case Number number -> number.toString();
            case Boolean yes -> yes.toString();
            case null, default -> null;
        };
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static String shown(String text) {
        var plain = text.replaceAll("[^ -~]", "?");
        return '"' + (plain.length() > 200 ? plain.substring(0, 200) + "…" : plain) + '"';
    }
}
