package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Steps;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at a node before anything is touched. */
final class PreflightStep implements Step {
    /** Room for what the node itself writes meanwhile. */
    private static final double MARGIN = 1.1;

    @Override
    public StepOutcome run(StepContext context)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        sayWhatIsSlow(context);
        var facts = context.connection().look(context.plan().pipeline().tools());
        var wrong = wrong(context, facts);
        if (wrong != null) {
            return wrong;
        }
        for (var binding : context.bindings()) {
            context.log(binding.name() + ": "
                    + binding.in(binding.balancer().pool(), context.node().name())
                            .said());
        }
        var current = facts.current();
        return new StepOutcome.Done(
                current == null ? "no release yet" : "on " + current,
                Map.of("previous", current == null ? "" : current));
    }

    /** Minutes out of rotation are better known before. */
    private static void sayWhatIsSlow(StepContext context) throws BalancerException, InterruptedException {
        for (var binding : context.bindings()) {
            var leaving = binding.balancer().pace().drain();
            if (!leaving.isZero()) {
                context.log(binding.name() + ": leaving takes " + leaving.toSeconds() + " s by its own settings");
            }
        }
    }

    private static @Nullable StepOutcome wrong(StepContext context, NodeFacts facts) {
        var release = context.plan().release();
        var path = context.node().deployPath();
        if (!facts.writable()) {
            return refused(
                    context,
                    "writing to " + path,
                    "not permitted",
                    "On the node: mkdir -p " + path + " && chown "
                            + context.node().user() + " " + path);
        }
        if (!facts.missingTools().isEmpty()) {
            return refused(
                    context,
                    "looking for the pipeline's tools",
                    "missing: " + facts.missingTools(),
                    "Install them on the node, or mend tools: of the pipeline");
        }
        if (!facts.canary()) {
            return refused(
                    context,
                    "starting a detached job",
                    "it did not outlive its connection",
                    "Let the login's processes live on after logout (loginctl enable-linger, or KillUserProcesses=no)");
        }
        if (!activates(context) && !release.version().equals(facts.current())) {
            return refused(
                    context,
                    (context.plan().kind() == Kind.RESTART ? "restarting" : "putting back") + " release "
                            + release.version(),
                    "current is " + facts.current(),
                    "Deploy the release to this node first");
        }
        if (facts.releases().contains(release.version())) {
            return null;
        }
        if (facts.freeBytes() < release.unpackedBytes() * MARGIN) {
            return refused(
                    context,
                    "looking for room for " + release.unpackedBytes() + " bytes",
                    facts.freeBytes() + " bytes are free",
                    "Free some space below " + path + ", or lower keepReleases");
        }
        if (facts.freeInodes() >= 0 && facts.freeInodes() < release.entries() * MARGIN) {
            return refused(
                    context,
                    "looking for room for " + release.entries() + " files",
                    facts.freeInodes() + " inodes are free",
                    "Remove some files below " + path + ", or lower keepReleases");
        }
        return null;
    }

    private static boolean activates(StepContext context) {
        return context.plan().nodePlan(context.node().name()).switchover().contains(Steps.ACTIVATE);
    }

    private static StepOutcome refused(StepContext context, String tried, String answered, String next) {
        return new StepOutcome.Failed(context.failure(Category.NODE, tried, answered, next));
    }
}
