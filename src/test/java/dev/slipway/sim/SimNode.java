package dev.slipway.sim;

import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A server: releases, the link, one application process, and the helper's jobs and fence. */
final class SimNode {
    private final World world;
    private final String name;
    private final Set<String> releases = new TreeSet<>(Set.of("1.0"));
    private final Map<String, SimJob> jobs = new HashMap<>();
    private String current = "1.0";
    private @Nullable String process = "1.0";
    private Instant processStarted = Schedule.START;
    private int pid = 100;
    private long epoch;
    private String owner = "";
    private boolean sick;
    private Instant reachableFrom = Schedule.START;

    SimNode(World world, String name) {
        this.world = world;
        this.name = name;
    }

    private static final class SimJob {
        final Job job;
        final Instant end;

        @Nullable Integer exit;

        boolean lost;

        SimJob(Job job, Instant end) {
            this.job = job;
            this.end = end;
        }
    }

    String name() {
        return name;
    }

    String current() {
        return current;
    }

    /** The release that the running process came from; null: none runs. */
    @Nullable String process() {
        return process;
    }

    Set<String> releases() {
        return releases;
    }

    int pid() {
        return pid;
    }

    Instant processStarted() {
        return processStarted;
    }

    boolean reachable() {
        return !world.schedule().now().isBefore(reachableFrom);
    }

    /** What a visitor or a probe gets: the version that answers; null: nothing healthy. */
    @Nullable String answers() {
        var behaviour = world.scenario().behaviour(process);
        return process == null || sick || !behaviour.healthy() ? null : behaviour.answers();
    }

    /** Its application answers nothing useful from now on, or again. */
    void sick(boolean isSick) {
        sick = isSick;
    }

    void cut(Duration time) {
        reachableFrom = world.schedule().now().plus(time);
    }

    /** Running jobs are lost, and the process comes back by itself on what the link names. */
    void reboot() {
        cut(Duration.ofSeconds(8));
        stopProcess(true);
        jobs.values().stream().filter(j -> j.exit == null).forEach(j -> j.lost = true);
        world.schedule().in(Duration.ofSeconds(5), this::startProcess);
    }

    /** Somebody kills a running job's supervisor: nobody will know how the job ended. */
    void loseJobs() {
        jobs.values().stream().filter(j -> j.exit == null).forEach(j -> j.lost = true);
    }

    private void stopProcess(boolean byFault) {
        if (process != null && !byFault) {
            world.checker().processEnds(this);
        }
        process = null;
    }

    private void startProcess() {
        process = current;
        sick = false;
        processStarted = world.schedule().now();
        pid++;
    }

    /** As the helper's fence: remembers the highest token, refuses every other one. */
    void fence(Fence fence, String verb) throws NodeException {
        var stale = fence.epoch() < epoch
                || (fence.epoch() == epoch && !fence.owner().equals(owner));
        if (stale && !world.broken(Mutation.LEASE_IS_NEVER_LOST)) {
            throw new NodeException(
                    NodeException.Kind.FENCED, Faults.failure(name, verb, "epoch " + epoch + " was here"));
        }
        world.checker().actsOnNode(this, fence, epoch, verb);
        epoch = Math.max(epoch, fence.epoch());
        owner = fence.owner();
    }

    void activate(String version) {
        current = version;
    }

    void deliver(String version) {
        releases.add(version);
    }

    void start(Job job) {
        var known = jobs.containsKey(job.id());
        if (known && !world.broken(Mutation.GATE_IS_OPEN)) {
            return;
        }
        world.checker().executes(this, job, known);
        var duration = world.faults().between(50, job.run().equals("migrate") ? 8_000 : 2_000);
        var made = new SimJob(job, world.schedule().now().plus(duration));
        jobs.put(job.id(), made);
        if (job.run().equals("restart")) {
            stopProcess(false);
        }
        world.schedule().in(duration, () -> finish(made));
    }

    /** As if its disk had been replaced. */
    void forgetMigrations() {
        jobs.values().removeIf(j -> j.job.run().equals("migrate"));
    }

    private void finish(SimJob made) {
        if (made.lost || made.exit != null) {
            return;
        }
        var behaviour = world.scenario().behaviour(made.job.release());
        made.exit = switch (made.job.run()) {
            case "build" -> behaviour.prepare();
            case "migrate" -> behaviour.migrate();
            case "restart" -> behaviour.restart();
            case "verify" -> world.checker().verify();
            default -> 0;
        };
        if (made.job.run().equals("restart") && behaviour.restart() == 0) {
            startProcess();
        }
        if (made.job.run().equals("migrate") && made.exit == 0) {
            world.checker().migrated(made.job.release());
        }
    }

    boolean over(String id) {
        var job = jobs.get(id);
        return job == null || job.exit != null || job.lost;
    }

    @Nullable Instant endOf(String id) {
        var job = jobs.get(id);
        return job == null ? null : job.end;
    }

    JobStatus status(String id) {
        var job = jobs.get(id);
        if (job == null) {
            return new JobStatus(JobStatus.State.NONE, -1, 0, 0, true);
        }
        if (job.exit != null) {
            return new JobStatus(JobStatus.State.DONE, job.exit, 0, 0, true);
        }
        return new JobStatus(job.lost ? JobStatus.State.LOST : JobStatus.State.RUNNING, -1, 0, 0, job.lost);
    }

    void cancel(String id) {
        var job = jobs.get(id);
        if (job != null && job.exit == null && !job.lost) {
            job.exit = 143;
        }
    }
}
