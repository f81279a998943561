package dev.slipway.engine.step;

import dev.slipway.node.NodeException;
import java.util.ArrayList;

/** Removes old releases; never the current or the previous one. */
final class PruneStep implements Step {
    @Override
    public StepOutcome run(StepContext context) throws NodeException, InterruptedException {
        var spared = new ArrayList<String>();
        spared.add(context.plan().release().version());
        var previous = context.standing().previous();
        if (previous != null) {
            spared.add(previous);
        }
        var gone = context.connection().prune(context.plan().fleet().keepReleases(), spared);
        return new StepOutcome.Done(gone.isEmpty() ? "nothing to remove" : "removed " + String.join(", ", gone));
    }
}
