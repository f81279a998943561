package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The runtime socket of one HAProxy process. Each question takes a connection of its own: HAProxy answers and closes.
 */
final class RuntimeSocket {
    /** Enough for some 5,000 servers in one backend. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Endpoint endpoint;
    private final Duration deadline;
    private final boolean staysOpen;

    RuntimeSocket(Endpoint endpoint, Duration deadline) {
        this(endpoint, deadline, false);
    }

    private RuntimeSocket(Endpoint endpoint, Duration deadline, boolean staysOpen) {
        this.endpoint = endpoint;
        this.deadline = deadline;
        this.staysOpen = staysOpen;
    }

    /** The socket of a master: it answers and waits for the next command until we say that there is none. */
    static RuntimeSocket ofMaster(Endpoint endpoint, Duration deadline) {
        return new RuntimeSocket(endpoint, deadline, true);
    }

    /** How people know this process. */
    String name() {
        return endpoint.text();
    }

    /**
     * Asks one line, which may hold several commands with {@code ;} between them.
     *
     * @throws BalancerException passing, if there is no complete answer within the deadline
     */
    String ask(String line) throws BalancerException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var address = endpoint.address();
        try (var channel = open(address);
                var timer = Cutoff.after(deadline, channel)) {
            try {
                channel.connect(address);
                write(channel, line + "\n");
                if (staysOpen) {
                    channel.shutdownOutput();
                }
                return read(channel, line);
            } catch (ClosedByInterruptException e) {
                Thread.interrupted();
                throw interrupted(e);
            } catch (IOException e) {
                throw noAnswer(line, timer.struck() ? "no answer within " + deadline.toSeconds() + " s" : words(e), e);
            }
        } catch (IOException e) {
            throw noAnswer(line, words(e), e);
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private String read(SocketChannel channel, String line) throws IOException, BalancerException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (all.size() > MOST_BYTES) {
                throw failure(line, "more than 4 MiB", "See whether this address is HAProxy's runtime socket.", false);
            }
        }
        if (all.size() == 0) {
            throw new IOException("the connection was closed without an answer");
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What a refused or strange answer means for a person. */
    BalancerException failure(String line, String answered, String next, boolean passing) {
        return new BalancerException(
                new Failure(
                        Failure.Category.BALANCER, null, "HAProxy at " + name() + ": " + line, answered.strip(), next),
                passing);
    }

    private BalancerException noAnswer(String line, String answered, IOException cause) {
        var failure = failure(
                line, answered, "See that HAProxy runs and that its stats socket listens at " + name() + ".", true);
        failure.initCause(cause);
        return failure;
    }

    private static InterruptedException interrupted(IOException cause) {
        var interrupted = new InterruptedException();
        interrupted.initCause(cause);
        return interrupted;
    }

    private static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
