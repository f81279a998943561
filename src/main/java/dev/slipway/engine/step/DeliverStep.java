package dev.slipway.engine.step;

import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import java.io.IOException;

/** Brings the release to the node, verified, and its environment files with it. */
final class DeliverStep implements Step {
    @Override
    public StepOutcome run(StepContext context) throws NodeException, InterruptedException {
        try {
            var said = context.connection().deliver(context.delivery(), sent -> {});
            context.log(said);
            return switch (new EnvironmentStep(
                            context.plan().release().version(), context.plan().environment())
                    .run(context)) {
                case StepOutcome.Done _ -> new StepOutcome.Done(said);
                case StepOutcome.Failed failed -> failed;
            };
        } catch (IOException e) {
            return new StepOutcome.Failed(context.failure(
                    Category.OURS,
                    "reading the artifact of " + context.plan().release().version(),
                    String.valueOf(e.getMessage()),
                    "Look at the folder slipway.artifacts, and upload the release again if it is damaged"));
        }
    }
}
