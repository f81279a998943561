package dev.slipway.access;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** The one place that decides who may do what. What it does not allow is refused. */
@Singleton
public class Access {
    private final AccessConfig config;
    private final InstantSource clock;

    Access(AccessConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** What was decided. */
    public sealed interface Decision {
        /** It may be done. */
        record Yes() implements Decision {}

        /** Whoever asks must say first who he is. */
        record SignIn() implements Decision {}

        /** The fleet may not be seen, so there is none: the answer is that of a fleet that does not exist. */
        record Hidden() implements Decision {}

        /** A role is missing. */
        record Missing(Role role) implements Decision {}

        /** It takes a person who signed in, and this is none. */
        record NotAPerson() implements Decision {}

        /** The person must set up a second factor first. */
        record SecondFactor() implements Decision {}

        /** The person must show the password or the second factor again. */
        record ProveAgain() implements Decision {}
    }

    /** Whether the act may be done on this fleet. */
    public Decision may(Who who, Act act, String fleet) {
        if (who instanceof Who.Nobody) {
            return new Decision.SignIn();
        }
        if (!who.grants().allow(Act.VIEW, fleet)) {
            return new Decision.Hidden();
        }
        return decide(who, act, who.grants().allow(act, fleet));
    }

    /** Whether an act of {@link Act.Scope#APPLICATION} may be done; {@code fleets} are those of the application. */
    public Decision mayOnAny(Who who, Act act, Collection<String> fleets) {
        if (who instanceof Who.Nobody) {
            return new Decision.SignIn();
        }
        if (!who.grants().allowOnAny(Act.VIEW, fleets)) {
            return new Decision.Hidden();
        }
        return decide(who, act, who.grants().allowOnAny(act, fleets));
    }

    /** Whether an act may be done that is no single fleet's. */
    public Decision may(Who who, Act act) {
        if (who instanceof Who.Nobody) {
            return new Decision.SignIn();
        }
        var allowed =
                switch (act.scope()) {
                    case NONE -> true;
                    case ALL -> who.grants().allowEverywhere(act);
                    // Without a fleet nothing can be said about one.
                    case FLEET -> who.grants().allowEverywhere(act);
                    case APPLICATION -> who.grants().allowOnAny(act, List.of());
                };
        return decide(who, act, allowed);
    }

    private Decision decide(Who who, Act act, boolean allowed) {
        if (!allowed) {
            return new Decision.Missing(act.needs());
        }
        if (act.personal() && !(who instanceof Who.Person)) {
            return new Decision.NotAPerson();
        }
        if (config.secondFactor() == AccessConfig.SecondFactorRule.REQUIRED
                && who instanceof Who.Person person
                && !person.secondFactor()
                && act.needs() != Role.VIEWER) {
            return new Decision.SecondFactor();
        }
        return act.freshProof() && !proved(who) ? new Decision.ProveAgain() : new Decision.Yes();
    }

    /** Programs have nothing to show but their token; a person's proof grows old. */
    public boolean proved(Who who) {
        return !(who instanceof Who.Person person)
                || clock.instant().isBefore(person.provedAt().plus(config.freshProof()));
    }
}
