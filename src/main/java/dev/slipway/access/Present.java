package dev.slipway.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.Set;

/** Whoever makes the present request, and what that one may see and do. */
@RequestScoped
public class Present {
    private final Access access;
    private Who who = new Who.Nobody();

    Present(Access access) {
        this.access = access;
    }

    /** Told once, before anything of the request is done. */
    public void arrive(Who who) {
        this.who = who;
    }

    /** Who it is. */
    public Who who() {
        return who;
    }

    /** Whether a button for this belongs on the page; a proof that is too old is asked for after the click. */
    public boolean may(Act act, String fleet) {
        return offered(access.may(who, act, fleet));
    }

    /** The same for an act that is no single fleet's. */
    public boolean may(Act act) {
        return offered(access.may(who, act));
    }

    private static boolean offered(Access.Decision decision) {
        return switch (decision) {
            case Access.Decision.Yes _, Access.Decision.ProveAgain _, Access.Decision.SecondFactor _ -> true;
            case Access.Decision.SignIn _,
                    Access.Decision.Hidden _,
                    Access.Decision.Missing _,
                    Access.Decision.NotAPerson _ -> false;
        };
    }

    /** Whether this fleet belongs into a list. */
    public boolean sees(String fleet) {
        return may(Act.VIEW, fleet);
    }

    /** The only fleets that may be seen; empty: all may. */
    public Optional<Set<String>> onlyFleets() {
        return who.grants().onlyFleets();
    }
}
