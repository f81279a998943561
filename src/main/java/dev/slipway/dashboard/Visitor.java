package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Present;
import dev.slipway.access.Who;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

/**
 * Who looks at a page: the name to act under, what belongs on the page, and the token that its forms must bring back.
 */
@Named("visitor")
@RequestScoped
class Visitor {
    private final Present present;
    private String token = "";

    Visitor(Present present) {
        this.present = present;
    }

    void arrive(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    /** As journals and the audit write it. */
    String name() {
        return present.who() instanceof Who.Anybody
                ? "dashboard"
                : present.who().label();
    }

    /** What the page is told about this visitor. */
    Hand hand(String fleet) {
        return new Hand(
                token,
                present.may(Act.DEPLOY, fleet),
                present.may(Act.ROLL_BACK, fleet),
                present.may(Act.DECIDE, fleet));
    }

    /** Whether this fleet belongs into a list. */
    boolean sees(String fleet) {
        return present.sees(fleet);
    }

    /** Name of the person who signed in; empty when nobody did, or nobody has to. */
    public String person() {
        return present.who() instanceof Who.Person person ? person.name() : "";
    }

    /** Whether the pages of an administrator belong into the menu. */
    public boolean administers() {
        return present.may(Act.SEE_PEOPLE);
    }

    Present present() {
        return present;
    }
}
