package dev.slipway.fleet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node proves itself healthy.
 *
 * @param probe what is asked
 * @param interval from one probe to the next; at least 20 ms
 * @param consecutive passes in a row that count as healthy; at least 1
 * @param timeout until when it must be healthy, counted from the end of the restart
 * @param process how to tell that the process started after the switch; null: not checked
 */
public record HealthCheck(
        Probe probe,
        Duration interval,
        int consecutive,
        Duration timeout,
        @Nullable ProcessProof process) {

    /** What is asked of the node. */
    public sealed interface Probe {
        /**
         * An HTTP GET.
         *
         * @param host the Host header; null for the node's own address
         * @param status the status that counts as a pass
         * @param version where the answer names the release; null: not checked
         */
        record Http(
                String path,
                int port,
                Via via,
                int status,
                @Nullable String host,
                @Nullable VersionAt version) implements Probe {}

        /** A TCP connection that is accepted. */
        record Tcp(int port, Via via) implements Probe {}

        /** A command on the node, under {@code sh}; exit status 0 is a pass. */
        record Command(String run) implements Probe {}
    }

    /** The way a probe takes to the node. */
    public enum Via {
        /** From Slipway's server straight to the node's address. */
        DIRECT,
        /** Through the SSH connection, to the node's own loopback: the node needs no open port. */
        SSH
    }

    /** Where an HTTP answer names the running release. */
    public sealed interface VersionAt {
        /** An RFC 6901 pointer into the JSON body. */
        record Json(String pointer) implements VersionAt {}

        /** A response header. */
        record Header(String name) implements VersionAt {}

        /** The whole body, trimmed. */
        record Body() implements VersionAt {}
    }

    /** How to find the process whose start time must lie after the switch. */
    public sealed interface ProcessProof {
        /** A file on the node that holds the process id. A relative path is below the deploy path. */
        record PidFile(String path) implements ProcessProof {}

        /** A command that prints the process id. */
        record Command(String run) implements ProcessProof {}
    }
}
