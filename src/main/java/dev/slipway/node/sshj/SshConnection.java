package dev.slipway.node.sshj;

import dev.slipway.node.Delivery;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeFacts;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongConsumer;

/** A node over one SSH connection, through the helper's verbs. */
final class SshConnection implements NodeConnection {
    /** What the canary job exits with when it was told to end. */
    private static final int CANARY_ENDED = 42;

    private final String deployPath;
    private final Verbs verbs;
    private final Jobs jobs;

    SshConnection(String deployPath, Verbs verbs) {
        this.deployPath = deployPath;
        this.verbs = verbs;
        this.jobs = new Jobs(verbs, deployPath);
    }

    @Override
    public NodeFacts look(Collection<String> tools) throws NodeException, InterruptedException {
        var input = new StringBuilder(place());
        for (String tool : tools) {
            input.append(verbs.oneLine(tool)).append('\n');
        }
        Reply reply = verbs.run("looking at the node", "look 0", Line.Input.of(input + "end\n"));
        String installation = reply.value("installation");
        if (!installation.isEmpty() && !installation.equals(verbs.fence().installation())) {
            throw verbs.problems().foreign("looking at the node", installation);
        }
        String current = reply.value("current");
        long freeKilobytes = reply.number("free_kb", -1);
        return new NodeFacts(
                current.isEmpty() ? null : current,
                reply.values("release"),
                freeKilobytes < 0 ? -1 : freeKilobytes * 1024,
                reply.number("inodes", -1),
                new HashSet<>(reply.values("missing")),
                reply.number("writable", 0) == 1,
                reply.number("lived", 0) == 1 || canary());
    }

    /** Whether a job lives on when the connection that started it has ended. */
    private boolean canary() throws NodeException, InterruptedException {
        String bird = verbs.line().nonce();
        try (var brief = verbs.line().another()) {
            brief.run("starting the canary job", "look " + bird, Line.Input.of(place() + "end\n"), Verbs.QUICK);
        }
        Reply proof = verbs.run("looking for the canary job", "canary " + bird, Line.Input.NONE);
        return switch (proof.value("state")) {
            case "DONE" -> proof.number("rc", -1) == CANARY_ENDED;
            case "RUNNING", "FINISHING" -> true; // on a slow server
            case "STARTING", "READY" ->
                throw verbs.problems().noAnswer("looking for the canary job", "the server had not started it yet");
            default -> false;
        };
    }

    @Override
    public String deliver(Delivery delivery, LongConsumer progress) throws NodeException, InterruptedException {
        return new Delivering(verbs, place(), delivery, progress).run();
    }

    @Override
    public void write(String version, String path, Secret text) throws NodeException, InterruptedException {
        byte[] bytes = text.reveal().getBytes(StandardCharsets.UTF_8);
        String head = place() + verbs.oneLine(path) + "\n";
        String verb = verbs.fenced("write") + " " + verbs.safe(version) + " " + bytes.length;
        verbs.run("writing " + path, verb, (out, deadline) -> {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
        });
    }

    @Override
    public JobStatus start(Job job, Duration wait) throws NodeException, InterruptedException {
        return jobs.start(job, wait);
    }

    @Override
    public JobStatus status(String job, Duration wait) throws NodeException, InterruptedException {
        return jobs.status(job, wait);
    }

    @Override
    public LogPart tail(String job, int generation, long offset) throws NodeException, InterruptedException {
        return jobs.tail(job, generation, offset);
    }

    @Override
    public JobStatus cancel(String job, Duration grace) throws NodeException, InterruptedException {
        return jobs.cancel(job, grace);
    }

    @Override
    public void acknowledge(String job) throws NodeException, InterruptedException {
        jobs.acknowledge(job);
    }

    @Override
    public void activate(String version) throws NodeException, InterruptedException {
        String verb = verbs.fenced("activate") + " " + verbs.safe(version);
        verbs.run("activating " + version, verb, Line.Input.of(place()));
    }

    @Override
    public List<String> prune(int keep, Collection<String> spared) throws NodeException, InterruptedException {
        var input = new StringBuilder(place());
        for (String version : spared) {
            input.append(verbs.safe(version)).append('\n');
        }
        String verb = verbs.fenced("prune") + " " + Math.max(0, keep);
        return verbs.line()
                .run("pruning releases", verb, Line.Input.of(input + "end\n"), Duration.ofMinutes(10))
                .values("pruned");
    }

    @Override
    public Said ask(String command, Duration timeout) throws NodeException, InterruptedException {
        long seconds = Math.max(1, timeout.plusMillis(999).toSeconds());
        Reply reply = verbs.line()
                .run(
                        "asking the node",
                        "ask " + seconds,
                        Line.Input.of(place() + command + "\n"),
                        timeout.plusSeconds(10));
        byte[] body = reply.body();
        int end = body.length - 1;
        int line = end;
        while (line > 0 && body[line - 1] != '\n') {
            line--;
        }
        String code = new String(body, line, end - line, StandardCharsets.US_ASCII);
        return new Said(
                Integer.parseInt(code.substring("rc=".length())),
                new String(body, 0, Math.max(0, line - 1), StandardCharsets.UTF_8));
    }

    @Override
    public ProcessAge processAge(String pid) throws NodeException, InterruptedException {
        if (!pid.matches("[0-9]{1,10}")) {
            throw verbs.problems()
                    .refused(
                            "looking at process " + Reply.printable(pid, 40),
                            "this is no process id",
                            "Check what the application writes as its process id.");
        }
        Reply reply = verbs.run("looking at process " + pid, "age " + pid, Line.Input.NONE);
        return new ProcessAge(pid, Duration.ofMillis(Math.max(0, reply.number("ms", 0))));
    }

    @Override
    public Socket tunnel(int port, Duration timeout) throws NodeException, IOException, InterruptedException {
        return Tunnel.open(verbs.line().wire(), port, timeout, verbs.problems());
    }

    @Override
    public long adopt() throws NodeException, InterruptedException {
        var fence = verbs.fence();
        String verb = "adopt " + verbs.safe(fence.installation()) + " " + verbs.safe(fence.scope());
        return verbs.run("adopting the node", verb, Line.Input.NONE).number("epoch", 0);
    }

    @Override
    public void close() {
        verbs.line().close();
    }

    private String place() throws NodeException {
        return verbs.oneLine(deployPath) + "\n";
    }

    /** Bytes between the first line and the line break that the helper adds. */
    static byte[] afterFirstLine(byte[] body) {
        int line = 0;
        while (line < body.length && body[line] != '\n') {
            line++;
        }
        return Arrays.copyOfRange(body, Math.min(line + 1, body.length), Math.max(line + 1, body.length - 1));
    }
}
