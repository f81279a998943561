package dev.slipway.access;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who shows a token or a session; asks the database each time, so that what was revoked is over at once. */
@Singleton
public class Identities {
    private static final String BEARER = "bearer ";
    private final AccessConfig config;
    private final Tokens tokens;
    private final Sessions sessions;
    private final Workflows workflows;
    private final InstantSource clock;

    Identities(AccessConfig config, Tokens tokens, Sessions sessions, Workflows workflows, InstantSource clock) {
        this.config = config;
        this.tokens = tokens;
        this.sessions = sessions;
        this.workflows = workflows;
        this.clock = clock;
    }

    /**
     * What a request shows.
     *
     * @param authorization the header of this name
     * @param session the reference in the cookie
     */
    public record Shown(
            @Nullable String authorization, @Nullable String session, String address) {
        /** Whether it shows nothing, so that nothing has to be looked up. */
        public boolean nothing() {
            return authorization == null && session == null;
        }
    }

    /**
     * Whether somebody may still see this fleet; asked again and again by what goes on long after its request, so that
     * a stream ends when its reader is put out.
     */
    boolean stillSees(Who who, String fleet) {
        Optional<? extends Who> now =
                switch (who) {
                    case Who.Person person -> sessions.again(person);
                    case Who.Token token -> tokens.again(token);
                    case Who.Workflow workflow ->
                        Optional.of(workflow).filter(one -> clock.instant().isBefore(one.until()));
                    case Who.Anybody anybody -> Optional.of(anybody);
                    case Who.Nobody _ -> Optional.empty();
                };
        return now.filter(one -> one.grants().allow(Act.VIEW, fleet)).isPresent();
    }

    /** A watch over somebody who begins to read a stream about this fleet. */
    public Watch watch(Who who, String fleet) {
        return new Watch(this, who, fleet);
    }

    /** Whoever shows nothing. */
    public Who stranger() {
        return config.open() ? new Who.Anybody() : new Who.Nobody();
    }

    /** Whether this says that a workflow could not be judged, because its issuer does not answer. */
    public static boolean issuerIsAway(Throwable cause) {
        return cause instanceof Workflows.IssuerAway;
    }

    /** Who it is; empty when a token was shown that opens nothing, which is never taken for showing none. */
    public Optional<Who> of(Shown shown) {
        var authorization = shown.authorization();
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                return Optional.empty();
            }
            var text = authorization.substring(BEARER.length()).strip();
            return Workflows.looksLikeOne(text)
                    ? workflows.find(text, shown.address()).map(workflow -> workflow)
                    : tokens.find(text, shown.address()).map(token -> token);
        }
        var session = shown.session();
        if (session == null) {
            return Optional.of(stranger());
        }
        var person = sessions.find(session);
        return Optional.of(person.isPresent() ? person.get() : stranger());
    }
}
