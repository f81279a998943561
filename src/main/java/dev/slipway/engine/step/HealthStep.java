package dev.slipway.engine.step;

import dev.slipway.fleet.Failure.Category;
import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.HealthCheck.ProcessProof;
import dev.slipway.health.HealthVerdict;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Waits until the node proves itself healthy, on this version, with a process that started after the switch. */
final class HealthStep implements Step {
    private static final Duration ONE_PROBE = Duration.ofSeconds(5);
    private static final Duration FETCH = Duration.ofSeconds(10);

    private final String version;

    HealthStep(String version) {
        this.version = version;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, InterruptedException {
        var check = context.plan().fleet().health();
        if (check == null) {
            return new StepOutcome.Done("not checked: the fleet has no health check");
        }
        var until = context.crew().now().plus(check.timeout());
        var passes = 0;
        var last = new HealthVerdict(false, null, "no answer yet");
        @Nullable String oldProcess = null;
        while (true) {
            last = context.health().probe(check, context.node(), context.connection(), version, ONE_PROBE);
            context.log(last.said());
            passes = last.passed() ? passes + 1 : 0;
            if (passes >= check.consecutive()) {
                oldProcess = oldProcess(context, check);
                if (oldProcess == null) {
                    return proved(check, last);
                }
                context.log(oldProcess);
                passes = 0;
            }
            if (!context.crew().now().isBefore(until)) {
                return new StepOutcome.Failed(context.failure(
                        Category.USER,
                        "waiting " + check.timeout().toSeconds() + " s for its health",
                        oldProcess == null ? last.said() : oldProcess,
                        "Read the application's own log on the node, and the last probes above"));
            }
            context.crew().pause(check.interval());
        }
    }

    private StepOutcome proved(HealthCheck check, HealthVerdict last) {
        var facts = new HashMap<String, String>();
        var answers = last.version();
        if (answers != null) {
            facts.put("running", answers);
        }
        var named = check.probe() instanceof HealthCheck.Probe.Http http && http.version() != null;
        var detail = last.said()
                + (named ? "" : "; version not checked")
                + (check.process() == null ? "; process not checked" : "");
        return new StepOutcome.Done(detail, facts);
    }

    /** Null when the process started after the switch, or is not checked; otherwise what is wrong. */
    private static @Nullable String oldProcess(StepContext context, HealthCheck check)
            throws NodeException, InterruptedException {
        var proof = check.process();
        Instant changed = context.standing().changedAt();
        if (proof == null || changed == null) {
            return null;
        }
        var command =
                switch (proof) {
                    case ProcessProof.PidFile file -> "cat '" + file.path().replace("'", "'\\''") + "'";
                    case ProcessProof.Command c -> c.run();
                };
        var said = context.connection().ask(command, FETCH);
        var pid = said.output().strip();
        if (said.exitCode() != 0 || !pid.matches("\\d{1,10}")) {
            return "the process id could not be read: exit status " + said.exitCode() + ", " + pid;
        }
        var age = context.connection().processAge(pid).sinceStart();
        var allowed = context.since(changed).plusMillis(20); // the kernel counts in ticks of 10 ms
        return age.compareTo(allowed) <= 0
                ? null
                : "process " + pid + " has run for " + age.toMillis() + " ms, longer than since the switch ("
                        + allowed.toMillis() + " ms): it was not restarted";
    }
}
