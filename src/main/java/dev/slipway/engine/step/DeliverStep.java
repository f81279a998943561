package dev.slipway.engine.step;

import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import java.io.IOException;

/** Brings the release to the node, verified. */
final class DeliverStep implements Step {
    @Override
    public StepOutcome run(StepContext context) throws NodeException, InterruptedException {
        try {
            var said = context.connection().deliver(context.delivery(), sent -> {});
            context.log(said);
            return new StepOutcome.Done(said);
        } catch (IOException e) {
            return new StepOutcome.Failed(context.failure(
                    Category.OURS,
                    "reading the artifact of " + context.plan().release().version(),
                    String.valueOf(e.getMessage()),
                    "Look at the folder slipway.artifacts, and upload the release again if it is damaged"));
        }
    }
}
