package dev.slipway.node;

import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One kept connection to a node. Every call looks before it acts, may come twice, and has a deadline of its own. When
 * the transport was lost the next call connects anew. May be used by several threads at once. Closing it leaves
 * detached jobs running.
 */
public interface NodeConnection extends AutoCloseable {
    /** Looks at the node. {@code tools} are programs that the pipeline needs. */
    NodeFacts look(Collection<String> tools) throws NodeException, InterruptedException;

    /**
     * Brings the release to {@code releases/<version>}: streams it into a temporary folder, links the shared folders
     * and files, verifies the whole tree against the manifest, and only then gives it its name. A release that is
     * already there is not sent again.
     *
     * @param progress told the bytes sent so far
     * @return one line about what was done, e.g. {@code already there, verified}
     */
    String deliver(Delivery delivery, LongConsumer progress) throws NodeException, InterruptedException;

    /**
     * Writes a file into a release that is on the node, at once and durably, readable by the login alone; it takes the
     * place of a file or link at that path.
     *
     * @param path relative to the release; no part of it may be a link
     */
    void write(String version, String path, Secret text) throws NodeException, InterruptedException;

    /**
     * Puts and starts the job; a job that was started before is only looked at. Waits up to {@code wait} for its end.
     */
    JobStatus start(Job job, Duration wait) throws NodeException, InterruptedException;

    /** Looks at a job, waiting up to {@code wait} for its end. */
    JobStatus status(String job, Duration wait) throws NodeException, InterruptedException;

    /**
     * Reads at most 1 MiB of a job's log.
     *
     * @param generation and
     * @param offset where the last read ended; both 0 at first
     */
    LogPart tail(String job, int generation, long offset) throws NodeException, InterruptedException;

    /** Asks a job to end: TERM to its process group, KILL after the grace. One that had not started never will. */
    JobStatus cancel(String job, Duration grace) throws NodeException, InterruptedException;

    /** Forgets a job that is over; a tombstone with its outcome stays, so that the id never runs again. */
    void acknowledge(String job) throws NodeException, InterruptedException;

    /** Points {@code current} to the release, atomically. The release must be among {@link NodeFacts#releases()}. */
    void activate(String version) throws NodeException, InterruptedException;

    /** Removes releases beyond the newest {@code keep} by time of delivery, never one of {@code spared}. */
    List<String> prune(int keep, Collection<String> spared) throws NodeException, InterruptedException;

    /**
     * Runs a short read-only command of a health check under {@code sh} in the deploy path.
     *
     * @return its exit status and at most 64 KiB of its output
     */
    Said ask(String command, Duration timeout) throws NodeException, InterruptedException;

    /** How long the process has lived, on the node's own clock. Refused when there is no such process. */
    ProcessAge processAge(String pid) throws NodeException, InterruptedException;

    /** A TCP connection from the node to a port of its own loopback, through SSH. The caller closes it. */
    Socket tunnel(int port, Duration timeout) throws NodeException, IOException, InterruptedException;

    /**
     * Takes the node over, from another installation or for one whose database was restored; a person decided that.
     * Acts stay fenced as before.
     *
     * @return the highest epoch that this installation has shown the node in the connection's scope, or 0: the next
     *     owner's must be higher
     */
    long adopt() throws NodeException, InterruptedException;

    @Override
    void close();

    /** Answer of {@link #ask}. */
    record Said(int exitCode, String output) {}

    /**
     * How long a process has lived.
     *
     * @param sinceStart how long the process has lived, on the node's clock
     */
    record ProcessAge(String pid, Duration sinceStart) {}

    /**
     * Bytes of a log.
     *
     * @param generation of these bytes; differs from the one asked for when output was dropped in between
     * @param offset where these bytes begin in that generation
     */
    record LogPart(int generation, long offset, byte[] bytes) {
        /** Where the next read begins. */
        public long end() {
            return offset + bytes.length;
        }
    }
}
