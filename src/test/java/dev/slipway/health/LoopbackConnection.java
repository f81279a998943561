package dev.slipway.health;

import dev.slipway.fleet.Failure;
import dev.slipway.node.Delivery;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeFacts;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/** A node that is this machine: tunnels lead to loopback, commands exit as they are called. */
final class LoopbackConnection implements NodeConnection {
    private int tunnels;

    int tunnels() {
        return tunnels;
    }

    @Override
    public Socket tunnel(int port, Duration timeout) throws IOException {
        tunnels++;
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public Said ask(String command, Duration timeout) throws NodeException {
        return switch (command) {
            case "true" -> new Said(0, "");
            case "false" -> new Said(1, "not \u001b[31myet\n");
            default ->
                throw new NodeException(
                        NodeException.Kind.NO_ANSWER,
                        new Failure(Failure.Category.NODE, "web-1", "run a check", "no answer", "Look at the node."));
        };
    }

    @Override
    public long adopt() {
        throw new UnsupportedOperationException();
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
    public void write(String version, String path, Secret text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobStatus start(Job job, Duration wait) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobStatus status(String job, Duration wait) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPart tail(String job, int generation, long offset) {
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
    public void activate(String version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> prune(int keep, Collection<String> spared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProcessAge processAge(String pid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
