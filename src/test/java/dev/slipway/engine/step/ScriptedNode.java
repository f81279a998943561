package dev.slipway.engine.step;

import dev.slipway.node.Delivery;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeFacts;
import dev.slipway.secret.Secret;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** A node whose answers about a job are written down beforehand; the last one is repeated. */
final class ScriptedNode implements NodeConnection {
    final List<String> started = new ArrayList<>();
    private final Deque<Look> looks = new ArrayDeque<>();
    private String log = "";

    private record Look(JobStatus.State state, int exitCode, boolean complete, String logged) {}

    /** What the next look finds; {@code logged} is what was written to the log until then. */
    ScriptedNode then(JobStatus.State state, int exitCode, boolean complete, String logged) {
        looks.add(new Look(state, exitCode, complete, logged));
        return this;
    }

    private JobStatus look() {
        var now = looks.size() == 1 ? looks.getFirst() : looks.removeFirst();
        log = now.logged();
        return new JobStatus(now.state(), now.exitCode(), 0, log.length(), now.complete());
    }

    @Override
    public JobStatus start(Job job, Duration wait) {
        started.add(job.id());
        return look();
    }

    @Override
    public JobStatus status(String job, Duration wait) {
        return look();
    }

    @Override
    public LogPart tail(String job, int generation, long offset) {
        return new LogPart(0, offset, log.substring((int) offset).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public NodeFacts look(Collection<String> tools) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String deliver(Delivery delivery, LongConsumer progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobStatus cancel(String job, Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void acknowledge(String job) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(String version, String path, Secret text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void activate(String version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> prune(int keep, Collection<String> spared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Said ask(String command, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProcessAge processAge(String pid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket tunnel(int port, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long adopt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
