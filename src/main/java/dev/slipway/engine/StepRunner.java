package dev.slipway.engine;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Decision;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.Steps;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.engine.step.Patience;
import dev.slipway.engine.step.Step;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepKinds;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.fleet.Failure;
import dev.slipway.history.DatabaseAway;
import dev.slipway.node.NodeException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Makes one attempt at a step on a thread of its own and hands in what came of it. */
final class StepRunner {
    private static final Logger LOG = Logger.getLogger(StepRunner.class);
    private static final int TRIES = 5;

    private final Site site;
    private final Crew.Permits deliveries;
    private final Duration firstPause;

    StepRunner(Site site, Turn.Pace pace) {
        this.site = site;
        this.deliveries = site.crew().permits(pace.nodesAtOnce());
        this.firstPause = pace.retryPause();
    }

    /** The work of this start; takes what it needs of the state now, since the state moves on meanwhile. */
    Runnable prepare(DeploymentState state, Decision.Start start, Mail mail) {
        var plan = state.plan();
        if (plan == null) {
            throw new IllegalStateException("No step runs before the plan");
        }
        var node = state.progress(start.node());
        var finishing = node.state() == NodeProgress.State.DONE;
        var step = StepKinds.of(plan, start.node(), start.step(), finishing);
        var context = new RunningStep(
                site, plan, start, standing(node, plan.nodePlan(start.node()).stranded()), node.taken(), mail);
        return () -> run(step, start, context, mail);
    }

    private static StepContext.Standing standing(NodeProgress node, boolean stranded) {
        return new StepContext.Standing(
                node.current(),
                node.previous(),
                node.activationBegun(),
                node.outByUs(),
                node.oursToPutBack(),
                node.changedAt(),
                stranded);
    }

    private void run(Step step, Decision.Start start, RunningStep context, Mail mail) {
        try {
            var bounded = start.step().equals(Steps.DELIVER);
            if (bounded) {
                deliveries.take();
            }
            try {
                var outcome = masked(patiently(step, context));
                context.flush();
                mail.put(new Mail.Letter.Outcome(start, outcome));
            } finally {
                if (bounded) {
                    deliveries.give();
                }
            }
            if (start.step().equals(Steps.PRUNE) || start.step().equals(Steps.UNDO)) {
                site.connections().acknowledge(start.node());
            }
        } catch (NotOwner e) {
            tell(mail, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // handed over: the next owner runs the step again
        }
    }

    /** Facts decide what follows and are words of ours; the rest may hold what a node said. */
    private StepOutcome masked(StepOutcome outcome) {
        var mask = site.environment().mask();
        return switch (outcome) {
            case StepOutcome.Done done -> new StepOutcome.Done(mask.apply(done.detail()), done.facts());
            case StepOutcome.Failed(Failure why, Event.Sort sort) ->
                new StepOutcome.Failed(
                        new Failure(
                                why.category(),
                                why.node(),
                                mask.apply(why.tried()),
                                mask.apply(why.answered()),
                                why.next()),
                        sort);
        };
    }

    private static void tell(Mail mail, NotOwner why) {
        try {
            mail.put(new Mail.Letter.Stopped(why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries again where nobody answered; every step looks before it acts, so trying again is harmless. */
    private StepOutcome patiently(Step step, RunningStep context) throws NotOwner, InterruptedException {
        var pause = firstPause;
        var tries = 1;
        var patience = new Patience(context.crew());
        while (true) {
            try {
                return step.run(context);
            } catch (NodeException e) {
                if (e.kind() == NodeException.Kind.FENCED) {
                    return fenced(context, e);
                }
                if (e.kind() != NodeException.Kind.NO_ANSWER || tries++ == TRIES) {
                    return new StepOutcome.Failed(e.failure());
                }
                again(context, e.failure(), pause);
                pause = pause.multipliedBy(2);
            } catch (BalancerException e) {
                var wait = patience.pause(e);
                if (wait.isEmpty()) {
                    return new StepOutcome.Failed(patience.told(e));
                }
                again(context, e.failure(), wait.get());
            } catch (RuntimeException e) {
                if (!DatabaseAway.in(e)) {
                    LOG.errorf(
                            e,
                            "A bug in step %s on %s",
                            context.step(),
                            context.node().name());
                    return new StepOutcome.Failed(bug(context, e));
                }
                context.crew().pause(firstPause); // as long as it takes: without it nobody could write an outcome
            }
        }
    }

    private static void again(RunningStep context, Failure failure, Duration pause) throws InterruptedException {
        context.log("no answer, trying again in " + pause.toMillis() + " ms: " + failure.sentence());
        context.crew().pause(pause);
    }

    /**
     * The node has seen a newer epoch, or another owner of ours. Then somebody else owns the deployment, unless the
     * database still says that it is this instance: a database that has lost epochs was restored from a backup, and
     * only a person can tell that nobody else drives this node.
     */
    private StepOutcome fenced(RunningStep context, NodeException e) throws NotOwner {
        site.ownership().prove();
        var mine = site.ownership().epoch();
        if (e.seenEpoch() <= mine) {
            throw new NotOwner(context.node().name() + " has seen another owner of epoch " + mine);
        }
        var fleet = context.plan().fleet().name();
        return new StepOutcome.Failed(context.failure(
                Failure.Category.OURS,
                "step " + context.step(),
                "the node was driven under epoch " + e.seenEpoch() + ", and this database knows only " + mine
                        + ": it was restored from a backup, or lost its newest changes, so a person must adopt the node",
                "See to it that no other Slipway drives this fleet; then POST /api/v1/fleets/" + fleet + "/nodes/"
                        + context.node().name() + "/adopt and deploy again"));
    }

    private static Failure bug(RunningStep context, RuntimeException e) {
        return context.failure(
                Failure.Category.OURS,
                "step " + context.step(),
                "a bug in Slipway (" + e.getClass().getSimpleName() + ")",
                "Report it with Slipway's log; the deployment can be rolled back");
    }
}
