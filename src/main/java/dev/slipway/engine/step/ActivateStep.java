package dev.slipway.engine.step;

import dev.slipway.node.NodeException;
import java.util.Map;

/** Points {@code current} to a release, atomically. */
final class ActivateStep implements Step {
    private final String version;

    ActivateStep(String version) {
        this.version = version;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, NotOwner, InterruptedException {
        context.proveOwnership();
        context.connection().activate(version);
        context.log("current → releases/" + version);
        return new StepOutcome.Done("current → " + version, Map.of("current", version));
    }
}
