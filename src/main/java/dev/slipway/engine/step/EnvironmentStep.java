package dev.slipway.engine.step;

import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;

/** Writes a version of the fleet's environment files into a release. Part of other steps, never one of its own. */
final class EnvironmentStep implements Step {
    private final String release;
    private final int version;

    EnvironmentStep(String release, int version) {
        this.release = release;
        this.version = version;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, InterruptedException {
        var files = context.environment().version(version);
        if (files.isEmpty()) {
            return new StepOutcome.Failed(context.failure(
                    Category.OURS,
                    "opening version " + version + " of the environment",
                    "it cannot be opened: it was sealed with a key that is not here, or is damaged",
                    "PUT each file to /api/v1/fleets/" + context.plan().fleet().name()
                            + "/environment again, then deploy again"));
        }
        for (var file : files.get()) {
            context.connection().write(release, file.path(), file.text());
            var values = file.names().size();
            context.log("wrote " + file.path() + " (version " + version + ", " + values
                    + (values == 1 ? " value)" : " values)"));
        }
        return new StepOutcome.Done("environment version " + version);
    }
}
