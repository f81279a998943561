package dev.slipway.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.access.sso.Arrival;
import dev.slipway.access.sso.Errand;
import dev.slipway.access.sso.Provider;
import dev.slipway.access.sso.SsoConfig;
import dev.slipway.access.sso.SsoException;
import dev.slipway.audit.Audit;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.secret.Secret;
import dev.slipway.secret.StartRefusal;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way in through a provider. Each sign-in goes there and comes back once, to the browser that began it.
 *
 * <p>The provider is asked over the network only for somebody who signs in, never at the start.
 */
@Singleton
public class SingleSignOn {
    private static final Logger LOG = Logger.getLogger(SingleSignOn.class);
    /** The provider's clock may be this much behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final SsoConfig config;
    private final Optional<String> publicUrl;
    private final AccessConfig access;
    private final ObjectMapper json;
    private final Errands errands;
    private final Arrivals arrivals;
    private final Attempts attempts;
    private final Audit audit;
    private final SecureRandom random;
    private final InstantSource clock;
    private Optional<Way> way = Optional.empty();

    SingleSignOn(
            SsoConfig config,
            PublicUrl url,
            AccessConfig access,
            ObjectMapper json,
            Errands errands,
            Arrivals arrivals,
            Attempts attempts,
            Audit audit,
            SecureRandom random,
            InstantSource clock) {
        this.config = config;
        publicUrl = url.configured().map(URI::toString);
        this.access = access;
        this.json = json;
        this.errands = errands;
        this.arrivals = arrivals;
        this.attempts = attempts;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    private record Way(SsoSettings settings, Provider provider) {}

    /** Why somebody did not come in. */
    public enum Refused {
        /** The provider does not answer. */
        AWAY,
        /** The person or the provider said no. */
        DECLINED,
        /** Slipway and the provider are not set up for each other. */
        SETTINGS,
        /** The clocks of Slipway and the provider differ, or the answer lay about. */
        CLOCK,
        /** What came was not signed by the provider for this sign-in. */
        FORGED,
        /** Nothing was begun here, it was begun too long ago, or it came back before. */
        OUT_OF_DATE,
        /** Nobody here knows this person. */
        STRANGER,
        /** The account is disabled. */
        DISABLED,
        /** The one-time link is over. */
        LINK_OVER,
        /** The person has another account already. */
        TAKEN,
        /** The last administrator must stay able to come in without the provider. */
        LAST_ADMIN,
        /** Another person came back than the one who went to prove who it is. */
        SOMEBODY_ELSE,
        /** The provider did not ask again who it is. */
        NOT_ASKED
    }

    /** Where somebody who begins goes. */
    public sealed interface Begun {
        /** To the provider, with the key in a cookie. */
        record Go(URI address, Secret key) implements Begun {}

        /** Nowhere: too many tries. */
        record Wait(Duration time) implements Begun {}

        /** Nowhere. */
        record No(Refused why) implements Begun {}
    }

    /** What came of it. */
    public sealed interface Ended {
        /** Signed in, or proved again; the reference is for the browser alone. */
        record In(Secret reference, String next) implements Ended {}

        /** Too many tries. */
        record Wait(Duration time) implements Ended {}

        /** Nobody came in. */
        record No(Refused why) implements Ended {}
    }

    /** What the provider has put into the address that the browser comes back to; empty where there is nothing. */
    public record Back(String state, String code, String error, String issuer) {}

    void start(@Observes StartupEvent event) {
        try {
            way = SsoSettings.of(config, publicUrl)
                    .map(settings -> new Way(settings, new Provider(settings.client(), json, clock)));
        } catch (IllegalArgumentException e) {
            throw StartRefusal.of(String.valueOf(e.getMessage()));
        }
        if (way.isPresent()
                && access.secondFactor() == AccessConfig.SecondFactorRule.REQUIRED
                && config.secondFactor().isEmpty()) {
            LOG.warn("slipway.access.second-factor is required, and slipway.sso.second-factor does not say what of the"
                    + " provider is one: people who come from there can look, and no more");
        }
    }

    /** What people call the provider; empty when there is none. */
    public String name() {
        return way.map(Way::settings).map(SsoSettings::name).orElse("");
    }

    /** Begins a sign-in; {@code link} is a one-time link that its reader follows, or null. */
    public Begun begin(String next, @Nullable String link, String address) {
        var key = Reference.make(random) + (link == null ? "" : "." + link);
        return begin(new Errand(Secret.of(key), false), next, null, address);
    }

    /** Begins to prove again who it is: the provider must ask, however lately it did. */
    public Begun beginAgain(Who.Person who, String next, String address) {
        return begin(new Errand(Secret.of(Reference.make(random)), true), next, who.session(), address);
    }

    private Begun begin(Errand errand, String next, @Nullable Long session, String address) {
        if (way.isEmpty()) {
            return new Begun.No(Refused.SETTINGS);
        }
        var wait = attempts.beginAtProvider(address);
        if (wait.isPresent()) {
            return new Begun.Wait(wait.get());
        }
        try {
            var there = way.get().provider().address(errand);
            errands.begin(errand.key(), next, session);
            return new Begun.Go(there, errand.key());
        } catch (SsoException e) {
            LOG.warnf("Nobody can be sent to the provider of single sign-on: %s", e.getMessage());
            return new Begun.No(why(e));
        }
    }

    /**
     * Ends what was begun.
     *
     * @param key from the cookie, or null
     */
    public Ended end(Back back, @Nullable Secret key, Who who, SignIn.From from) {
        var errand = new Errand(key == null ? Secret.of("") : key, false);
        var purpose = key == null || way.isEmpty() || !errand.isState(back.state())
                ? Optional.<Errands.Purpose>empty()
                : errands.take(errand.key());
        if (purpose.isEmpty()) {
            // Whoever brings what was never begun is counted, before it becomes a row of the audit.
            var wait = attempts.beginAtProvider(from.address());
            return wait.isPresent() ? new Ended.Wait(wait.get()) : no(Refused.OUT_OF_DATE, "nothing like it was begun");
        }
        try {
            checkAnswer(back);
            var arrival = way.get().provider().arrival(back.code(), errand);
            var ended = came(arrival, errand, purpose.get(), who, from);
            if (ended instanceof Ended.In) {
                attempts.succeededAtProvider(from.address());
            }
            return ended;
        } catch (SsoException e) {
            LOG.infof("Somebody did not come in by single sign-on: %s", e.getMessage());
            return no(why(e), String.valueOf(e.getMessage()));
        }
    }

    private void checkAnswer(Back back) throws SsoException {
        var issuer = way.orElseThrow().settings().client().issuer().toString();
        // RFC 9207: an answer that says whose it is must be the provider's.
        if (!back.issuer().isEmpty() && !back.issuer().equals(issuer)) {
            throw SsoException.forged("the answer is of another issuer");
        }
        if (!back.error().isEmpty() || back.code().isEmpty()) {
            throw SsoException.declined(back.error());
        }
    }

    private Ended came(Arrival arrival, Errand errand, Errands.Purpose purpose, Who who, SignIn.From from) {
        var settings = way.orElseThrow().settings();
        var session = purpose.session();
        Arrivals.Result result;
        if (session != null) {
            if (!(who instanceof Who.Person person) || person.session() != session) {
                return no(Refused.OUT_OF_DATE, "the session that was to be proved is over");
            }
            var at = arrival.authenticatedAt();
            if (at == null || at.isBefore(purpose.begunAt().minus(SKEW))) {
                return no(Refused.NOT_ASKED, "the provider did not ask " + person.name() + " again");
            }
            result = arrivals.proveAgain(person, arrival);
        } else {
            var key = errand.key().reveal();
            var dot = key.indexOf('.');
            result = dot < 0
                    ? arrivals.come(arrival, settings, from)
                    : arrivals.follow(key.substring(dot + 1), arrival, settings, from);
        }
        return switch (result) {
            case Arrivals.Result.In(var reference) -> new Ended.In(reference, purpose.next());
            case Arrivals.Result.No(var why) -> new Ended.No(why);
        };
    }

    private Ended no(Refused why, String detail) {
        audit.record("nobody", "sign-in.refused", "person:unknown", "single sign-on: " + detail);
        return new Ended.No(why);
    }

    private static Refused why(SsoException e) {
        return switch (e.trouble()) {
            case AWAY -> Refused.AWAY;
            case DECLINED -> Refused.DECLINED;
            case SETTINGS -> Refused.SETTINGS;
            case CLOCK -> Refused.CLOCK;
            case FORGED -> Refused.FORGED;
        };
    }
}
