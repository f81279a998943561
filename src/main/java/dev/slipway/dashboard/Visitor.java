package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Present;
import dev.slipway.access.Who;
import dev.slipway.history.Archive;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.HistoryUnavailable;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Who looks at a page: the name to act under, what belongs on the page, and the token that its forms must bring back.
 */
@Named("visitor")
@RequestScoped
class Visitor {
    private static final int MOST_WAITING = 200;
    private final Present present;
    private final History history;
    private final InstantSource clock;
    private String token = "";
    private int approvals = -1;

    Visitor(Present present, History history, InstantSource clock) {
        this.present = present;
        this.history = history;
        this.clock = clock;
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
                present.may(Act.DECIDE, fleet),
                present.may(Act.CHECK, fleet),
                present.may(Act.APPROVE, fleet),
                present.may(Act.OVERRIDE, fleet),
                present.may(Act.OPERATE, fleet));
    }

    /** Whether this fleet belongs into a list. */
    boolean sees(String fleet) {
        return present.sees(fleet);
    }

    /** Those of the fleets that may be seen. */
    List<FleetView> seen(List<FleetView> fleets) {
        return fleets.stream().filter(fleet -> sees(fleet.name())).toList();
    }

    /** What of the archive may be seen. */
    Archive seen(Archive archive) {
        var only = present.onlyFleets();
        return only.isEmpty() ? archive : new SeenArchive(archive, only.get());
    }

    /** Name of the person who signed in; empty when nobody did, or nobody has to. */
    public String person() {
        return present.who() instanceof Who.Person person ? person.name() : "";
    }

    /** Whether the pages of an administrator belong into the menu. */
    public boolean administers() {
        return present.may(Act.SEE_PEOPLE);
    }

    /** Whether the settings of any fleet belong into the menu. */
    public boolean configures() {
        return present.who().grants().allowSomewhere(Act.CONFIGURE);
    }

    /** How many deployments wait for this visitor's yes; the page that says that the database is away has none. */
    public int approvals() {
        if (approvals < 0) {
            approvals = present.who().grants().allowSomewhere(Act.APPROVE) ? counted() : 0;
        }
        return approvals;
    }

    private int counted() {
        try {
            return (int) waiting().stream()
                    .filter(view -> ApprovalForm.of(view, this).offered())
                    .count();
        } catch (HistoryUnavailable _) {
            return 0;
        }
    }

    /** Deployments that wait for approval and may be seen, oldest first. */
    List<DeploymentView> waiting() {
        return history.deployments((String) null, "waiting_approval", null, MOST_WAITING).reversed().stream()
                .filter(view -> sees(view.fleet()))
                .toList();
    }

    /** Whether the time for this is over. */
    boolean late(Instant until) {
        return !clock.instant().isBefore(until);
    }

    Present present() {
        return present;
    }
}
