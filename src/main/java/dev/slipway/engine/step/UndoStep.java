package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.Job;
import dev.slipway.node.NodeException;
import java.util.HashMap;

/** Puts a node back on the release that it had: the same careful switch, towards the earlier release. */
final class UndoStep implements Step {
    @Override
    public StepOutcome run(StepContext context)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        var standing = context.standing();
        if (!standing.activationBegun() && standing.stranded()) {
            return new StepOutcome.Failed(context.failure(
                    Category.USER,
                    "putting it back",
                    "it was out before this deployment, and did not prove itself",
                    "Mend the node, then deploy again"));
        }
        var files = earlierFiles(context);
        if (!standing.activationBegun()) {
            context.log("nothing was changed on it: putting it back into rotation");
            return files.run(context) instanceof StepOutcome.Failed failed ? failed : new AdmitStep().run(context);
        }
        var previous = standing.previous();
        if (previous == null) {
            return new StepOutcome.Failed(context.failure(
                    Category.USER, "putting it back", "it had no release before", "Deploy a release that works"));
        }
        var facts = new HashMap<String, String>();
        var steps = new java.util.ArrayList<Step>();
        steps.add(new DrainStep());
        steps.add(files);
        steps.add(new ActivateStep(previous));
        var commands = context.plan().pipeline().activate();
        for (var i = 0; i < commands.size(); i++) {
            steps.add(new CommandStep(
                    commands.get(i),
                    previous,
                    Job.Folder.RELEASE,
                    "undo" + i + "-" + Names.of(context.node().name())));
        }
        steps.add(new HealthStep(previous));
        steps.add(new AdmitStep());
        for (var step : steps) {
            var outcome = step.run(context);
            switch (outcome) {
                case StepOutcome.Failed failed -> {
                    return failed;
                }
                case StepOutcome.Done done -> facts.putAll(done.facts());
            }
        }
        return new StepOutcome.Done("back on " + previous, facts);
    }

    /** Each release has its own files; only where it is the same one, they were overwritten. */
    private static Step earlierFiles(StepContext context) {
        var plan = context.plan();
        var version = plan.release().version();
        if (!version.equals(context.standing().previous()) || plan.environment() == plan.environmentBefore()) {
            return none -> new StepOutcome.Done("each release has its own");
        }
        if (plan.environmentBefore() == 0) {
            context.log("its environment files stay as they are: this release had none before");
            return none -> new StepOutcome.Done("none before");
        }
        return new EnvironmentStep(version, plan.environmentBefore());
    }
}
