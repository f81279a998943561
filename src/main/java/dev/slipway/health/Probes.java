package dev.slipway.health;

import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Makes probes. Each one takes a new connection, for a kept one could still reach the process of before. */
@Singleton
public final class Probes implements Health {
    @Override
    public HealthVerdict probe(
            HealthCheck check, Node node, NodeConnection connection, String expectedVersion, Duration timeout)
            throws InterruptedException {
        var deadline = new Deadline(timeout);
        return switch (check.probe()) {
            case Probe.Http http -> {
                var way = Way.to(node, connection, http.via(), http.port());
                yield attempt("GET " + http.path(), deadline, () -> http(http, way, expectedVersion, deadline));
            }
            case Probe.Tcp tcp -> {
                var way = Way.to(node, connection, tcp.via(), tcp.port());
                yield attempt("TCP " + way.port(), deadline, () -> tcp(way, deadline));
            }
            case Probe.Command command ->
                attempt("sh: " + command.run(), deadline, () -> command(command, connection, timeout));
        };
    }

    private static HealthVerdict http(Probe.Http check, Way way, String expectedVersion, Deadline deadline)
            throws IOException, NodeException, InterruptedException {
        try (var socket = way.connect(deadline);
                var _ = deadline.closes(socket)) {
            var answer = HttpExchange.get(socket, check.host() == null ? way.host() : check.host(), check.path());
            return Judgement.of(check, answer, expectedVersion, deadline.spent());
        }
    }

    private static HealthVerdict tcp(Way way, Deadline deadline)
            throws IOException, NodeException, InterruptedException {
        try (var _ = way.connect(deadline)) {
            return new HealthVerdict(
                    true,
                    null,
                    "TCP " + way.port() + " → accepted in " + deadline.spent().toMillis() + " ms");
        }
    }

    private static HealthVerdict command(Probe.Command check, NodeConnection connection, Duration timeout)
            throws NodeException, InterruptedException {
        var said = connection.ask(check.run(), timeout);
        var words = "sh: " + check.run() + " → exit status " + said.exitCode() + Text.excerpt(said.output());
        return new HealthVerdict(said.exitCode() == 0, null, Text.verdict(words));
    }

    /** Turns whatever goes wrong on the way into a failing verdict. */
    private static HealthVerdict attempt(String asked, Deadline deadline, Attempt attempt) throws InterruptedException {
        try {
            return attempt.make();
        } catch (NodeException e) {
            return failed(asked, e.failure().sentence());
        } catch (IOException e) {
            if (Thread.interrupted()) { // an interrupt on a virtual thread closes the socket
                throw new InterruptedException();
            }
            return failed(asked, words(e, deadline));
        }
    }

    private static String words(IOException e, Deadline deadline) {
        if (deadline.isOver() || e instanceof SocketTimeoutException) {
            return "no complete answer within " + deadline.timeout().toMillis() + " ms";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static HealthVerdict failed(String asked, String why) {
        return new HealthVerdict(false, null, Text.verdict(asked + " → " + why));
    }

    @FunctionalInterface
    private interface Attempt {
        HealthVerdict make() throws IOException, NodeException, InterruptedException;
    }
}
