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
        if (!standing.activationBegun()) {
            context.log("nothing was changed on it: putting it back into rotation");
            return new AdmitStep().run(context);
        }
        var previous = standing.previous();
        if (previous == null) {
            return new StepOutcome.Failed(context.failure(
                    Category.USER, "putting it back", "it had no release before", "Deploy a release that works"));
        }
        var facts = new HashMap<String, String>();
        var steps = new java.util.ArrayList<Step>();
        steps.add(new DrainStep());
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
}
