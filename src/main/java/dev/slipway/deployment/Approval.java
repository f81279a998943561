package dev.slipway.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment must hear before it may begin, and what it heard so far.
 *
 * @param subject stands for what would run: the release, the fleet's document, its pipeline and environment files. A
 *     yes counts for this alone
 * @param required how many different people
 * @param fourEyes whether whoever asked may not be one of them
 * @param until when it ends by itself
 * @param again why those who said yes before must say it again; null: it is asked for the first time
 */
public record Approval(
        String subject,
        int required,
        boolean fourEyes,
        Instant until,
        @Nullable String again,
        List<Given> given) {
    public Approval {
        given = List.copyOf(given);
    }

    /** One person's yes. */
    public record Given(String by, Instant at, @Nullable String reason) {}

    static Approval asked(Event.ApprovalAsked e) {
        return new Approval(e.subject(), e.required(), e.fourEyes(), e.until(), e.again(), List.of());
    }

    Approval and(Given one) {
        var all = new ArrayList<>(given);
        all.add(one);
        return new Approval(subject, required, fourEyes, until, again, all);
    }

    /** How many are still to say yes. */
    public int missing() {
        return Math.max(0, required - given.size());
    }

    /** Whether this person said yes. */
    public boolean has(String person) {
        return given.stream().anyMatch(g -> g.by().equals(person));
    }

    /** How it stands, in one sentence. */
    String sentence() {
        return (again == null ? "" : again + ". ") + "It waits for "
                + (missing() == 1 ? "1 approval" : missing() + " approvals")
                + (required == 1 ? "" : " of " + required);
    }

    /** Why this person's yes does not count; empty: it does. Whether it comes in time, the database's clock says. */
    public Optional<Objection> objection(String author, String person) {
        if (fourEyes && person.equals(author)) {
            return Optional.of(new Objection(
                    true, "You asked for this deployment yourself, and this fleet wants a second pair of eyes"));
        }
        return has(person)
                ? Optional.of(new Objection(false, "You approved it already; somebody else must do so too"))
                : Optional.empty();
    }

    /**
     * Why a yes does not count.
     *
     * @param forbidden whether it never will, from this person
     */
    public record Objection(boolean forbidden, String detail) {}
}
