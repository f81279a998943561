package dev.slipway.dashboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what was asked for; refuses the release {@code refused}. */
@Alternative
@ApplicationScoped
class SampleActions implements Actions {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    List<String> asked() {
        return asked;
    }

    @Override
    public long deploy(Wish wish) throws ActionRefused {
        if (wish.release().equals("refused")) {
            throw new ActionRefused("The fleet is on hold", "Mira froze it until Monday. Lift the hold first.");
        }
        asked.add("deploy " + wish.fleet() + " " + wish.release() + " because " + wish.reason() + " by " + wish.by()
                + (wish.at() == null ? "" : " at " + wish.at())
                + (wish.override() ? " in spite of all" : ""));
        return 412;
    }

    @Override
    public void override(long deployment, String reason, String by) {
        asked.add("override " + deployment + " because " + reason + " by " + by);
    }

    @Override
    public long rollBack(String fleet, String to, @Nullable String reason, String by) {
        asked.add("roll back " + fleet + " " + to + " because " + reason + " by " + by);
        return 413;
    }

    @Override
    public void approve(long deployment, @Nullable String subject, @Nullable String reason, String by) {
        asked.add("approve " + deployment + " " + subject + " because " + reason + " by " + by);
    }

    @Override
    public void refuse(long deployment, @Nullable String subject, @Nullable String reason, String by) {
        asked.add("refuse " + deployment + " " + subject + " because " + reason + " by " + by);
    }

    @Override
    public void decide(long deployment, String choice, @Nullable String question, @Nullable String node, String by)
            throws ActionRefused {
        if ("stale".equals(question)) {
            throw new ActionRefused("That question was answered already", "Open the page again.");
        }
        asked.add(choice + " " + deployment + " " + question + " " + node + " by " + by);
    }
}
