package dev.slipway.engine.step;

import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Steps;
import dev.slipway.node.Job;
import dev.slipway.pipeline.Pipeline;
import java.util.List;

/** From a step's name to what it does. */
public final class StepKinds {
    private StepKinds() {}

    /**
     * The step of this name.
     *
     * @param finishing whether the node's switch is over, so that {@code run:} means a finish command
     */
    public static Step of(Plan plan, String node, String name, boolean finishing) {
        var version = plan.release().version();
        var pipeline = plan.pipeline();
        return switch (name) {
            case Steps.PREFLIGHT -> new PreflightStep();
            case Steps.DELIVER -> new DeliverStep();
            case Steps.DRAIN -> new DrainStep();
            case Steps.ACTIVATE -> new StillOut(new ActivateStep(version));
            case Steps.HEALTH -> new HealthStep(version);
            case Steps.ADMIT -> new AdmitStep();
            case Steps.SETTLE -> new SettleStep(version);
            case Steps.UNDO -> new UndoStep();
            case Steps.PRUNE -> new PruneStep();
            default -> {
                if (name.startsWith(Steps.PREPARE)) {
                    yield command(pipeline.prepare(), Steps.PREPARE, name, "p", node, version, Job.Folder.RELEASE);
                }
                if (name.startsWith(Steps.MIGRATE) && pipeline.migrate() != null) {
                    yield new MigrateStep(pipeline.migrate());
                }
                yield finishing
                        ? command(pipeline.finish(), Steps.RUN, name, "f", node, version, Job.Folder.RELEASE)
                        : new StillOut(
                                command(pipeline.activate(), Steps.RUN, name, "r", node, version, Job.Folder.RELEASE));
            }
        };
    }

    private static Step command(
            List<Pipeline.Command> commands,
            String prefix,
            String name,
            String phase,
            String node,
            String version,
            Job.Folder folder) {
        for (var i = 0; i < commands.size(); i++) {
            if (name.equals(prefix + commands.get(i).name())) {
                return new CommandStep(commands.get(i), version, folder, phase + i + "-" + Names.of(node));
            }
        }
        throw new IllegalArgumentException("The pipeline has no step " + name);
    }
}
