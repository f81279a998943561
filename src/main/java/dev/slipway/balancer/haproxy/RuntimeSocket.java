package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * The runtime socket of one HAProxy process. Each question takes a connection of its own: HAProxy answers and closes.
 */
final class RuntimeSocket {
    private final String name;
    private final Line line;

    RuntimeSocket(Endpoint endpoint, Duration deadline) {
        this(endpoint.text(), new NearLine(endpoint, deadline));
    }

    RuntimeSocket(String name, Line line) {
        this.name = name;
        this.line = line;
    }

    /** How people know this process. */
    String name() {
        return name;
    }

    /**
     * Asks one line, which may hold several commands with {@code ;} between them.
     *
     * @throws BalancerException passing, if there is no complete answer within the deadline
     */
    String ask(String question) throws BalancerException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            var answer = line.exchange(question + "\n");
            if (answer.isEmpty()) {
                throw new IOException("the connection was closed without an answer");
            }
            return answer;
        } catch (Line.TooLong e) {
            throw failure(
                    question,
                    String.valueOf(e.getMessage()),
                    "See whether this address is HAProxy's runtime socket.",
                    false);
        } catch (IOException e) {
            var failure = failure(
                    question,
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()),
                    "See that HAProxy runs and that its stats socket listens at " + name + ".",
                    true);
            failure.initCause(e);
            throw failure;
        }
    }

    /** What a refused or strange answer means for a person. */
    BalancerException failure(String question, String answered, String next, boolean passing) {
        return new BalancerException(
                new Failure(
                        Failure.Category.BALANCER,
                        null,
                        "HAProxy at " + name + ": " + question,
                        answered.strip(),
                        next),
                passing);
    }
}
