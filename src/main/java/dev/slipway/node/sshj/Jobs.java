package dev.slipway.node.sshj;

import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection.LogPart;
import dev.slipway.node.NodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;

/** The verbs of jobs. */
record Jobs(Verbs verbs, String deployPath) {
    /** Longer waits are cut into several looks, so that a lost connection is noticed. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    JobStatus start(Job job, Duration wait) throws NodeException, InterruptedException {
        String folder =
                switch (job.folder()) {
                    case RELEASE -> "release";
                    case DEPLOY_PATH -> "deploy";
                };
        String text = job.run() + "\n";
        String digest =
                HelperScript.sha256((folder + "\n" + job.release() + "\n" + text).getBytes(StandardCharsets.UTF_8));
        long begun = System.nanoTime();
        String verb = verbs.fenced("start") + " " + verbs.safe(job.id()) + " " + digest + " " + folder + " "
                + verbs.safe(job.release()) + " " + millis(wait);
        Reply reply = verbs.line().run("starting job " + job.id(), verb, Line.Input.of(order(job, text)), limit(wait));
        return goOn(taken(status(reply), job), job.id(), wait.minusNanos(System.nanoTime() - begun));
    }

    /** Put and not taken up: its supervisor could not be made, or has not come so far. Starting again is harmless. */
    private JobStatus taken(JobStatus status, Job job) throws NodeException {
        return switch (status.state()) {
            case NONE, PARTIAL, READY ->
                throw verbs.problems().noAnswer("starting job " + job.id(), "the node has not taken it up");
            case STARTING, RUNNING, FINISHING, DONE, ABANDONED, NEVER_RAN, ORPHAN, LOST -> status;
        };
    }

    JobStatus status(String job, Duration wait) throws NodeException, InterruptedException {
        long begun = System.nanoTime();
        Reply reply = verbs.line()
                .run(
                        "looking at job " + job,
                        "stat " + verbs.safe(job) + " " + millis(wait),
                        Line.Input.NONE,
                        limit(wait));
        return goOn(status(reply), job, wait.minusNanos(System.nanoTime() - begun));
    }

    LogPart tail(String job, int generation, long offset) throws NodeException, InterruptedException {
        String verb = "tail " + verbs.safe(job) + " " + generation + " " + offset;
        Reply reply = verbs.run("reading the log of job " + job, verb, Line.Input.NONE);
        return new LogPart(
                (int) reply.number("gen", 0), reply.number("from", 0), SshConnection.afterFirstLine(reply.body()));
    }

    JobStatus cancel(String job, Duration grace) throws NodeException, InterruptedException {
        String verb = verbs.fenced("cancel") + " " + verbs.safe(job) + " " + Math.max(0, grace.toMillis());
        return status(verbs.run("cancelling job " + job, verb, Line.Input.NONE));
    }

    void acknowledge(String job) throws NodeException, InterruptedException {
        verbs.run("acknowledging job " + job, verbs.fenced("ack") + " " + verbs.safe(job), Line.Input.NONE);
    }

    private JobStatus goOn(JobStatus status, String job, Duration left) throws NodeException, InterruptedException {
        boolean running =
                switch (status.state()) {
                    case STARTING, RUNNING, FINISHING, ORPHAN -> true;
                    case NONE, PARTIAL, READY, DONE, ABANDONED, NEVER_RAN, LOST -> false;
                };
        return running && left.toMillis() > 50 ? status(job, left) : status;
    }

    /** The deploy path, each value as its number of lines and the lines, the script likewise. */
    private String order(Job job, String text) throws NodeException {
        var order = new StringBuilder(verbs.oneLine(deployPath)).append('\n');
        for (var variable : new TreeMap<>(job.environment()).entrySet()) {
            if (!variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")
                    || variable.getKey().startsWith("slw_")) {
                throw verbs.problems()
                        .user(
                                "starting job " + job.id(),
                                "\"" + Reply.printable(variable.getKey(), 60) + "\" cannot be the name of a variable",
                                "Use letters, digits and underscores.");
            }
            String value = variable.getValue();
            order.append(variable.getKey()).append(' ').append(lines(value)).append('\n');
            order.append(whole(value, job)).append('\n');
        }
        order.append("script ")
                .append(lines(text) - 1)
                .append('\n')
                .append(whole(text, job))
                .append("end\n");
        return order.toString();
    }

    private String whole(String text, Job job) throws NodeException {
        if (text.indexOf('\0') >= 0) {
            throw verbs.problems().user("starting job " + job.id(), "a value holds a NUL character", "Take it out.");
        }
        return text;
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count() + 1;
    }

    private static long millis(Duration wait) {
        Duration cut = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        return Math.max(0, cut.toMillis());
    }

    private static Duration limit(Duration wait) {
        return Verbs.QUICK.plusMillis(millis(wait) * 2);
    }

    private static JobStatus status(Reply reply) {
        return new JobStatus(
                JobStatus.State.valueOf(reply.value("state")),
                (int) reply.number("rc", -1),
                (int) reply.number("gen", 0),
                reply.number("size", 0),
                reply.number("eof", 0) == 1);
    }
}
