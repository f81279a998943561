package dev.slipway.node.sshj;

import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.PrivateKeys;
import dev.slipway.node.Shells.Login;
import dev.slipway.node.Shells.Said;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/** One login's transport: made when it is needed, kept for the next command, ended when none comes for a while. */
final class KeptWire implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 4 << 20;

    /** OpenSSH allows 10 sessions on a connection unless told otherwise. */
    private static final int CHANNELS = 8;

    private final SshLogin login;
    private final Problems problems;
    private final String where;
    private final Semaphore channels = new Semaphore(CHANNELS, true);
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable Wire wire;
    private @Nullable Deadline idle;

    KeptWire(PrivateKeys keys, Login login) {
        this.where = login.text();
        this.problems = new Problems(login.host());
        this.login = new SshLogin(
                keys,
                new Node(
                        login.host(),
                        login.host(),
                        login.port(),
                        login.user(),
                        login.key(),
                        null,
                        "",
                        login.hostKey(),
                        Map.of(),
                        Map.of(),
                        null));
    }

    Said run(String command, String input, Duration patience) throws NodeException, InterruptedException {
        return with("running a command as " + where, patience, client -> {
            try (Session session = client.startSession()) {
                Session.Command running = session.exec(command);
                send(input, running.getOutputStream(), client);
                var out = text(running.getInputStream());
                var errors = text(running.getErrorStream());
                running.join(patience.toMillis(), TimeUnit.MILLISECONDS);
                var status = running.getExitStatus();
                if (status == null) {
                    throw new IOException("it did not say how it ended");
                }
                return new Said(status, out, errors);
            }
        });
    }

    String ask(String path, String input, Duration patience) throws NodeException, InterruptedException {
        return with("connecting to " + path + " as " + where, patience, client -> {
            try (var socket = StreamLocal.open(client, path)) {
                send(input, socket.getOutputStream(), client);
                return text(socket.getInputStream());
            }
        });
    }

    private static void send(String input, OutputStream to, SSHClient client) throws IOException {
        try (to) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (!client.isConnected()) {
                throw e;
            }
            // The other side ended before it had read all of it; what it says, or its status, tells why.
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(SSHClient client) throws IOException;
    }

    private <T> T with(String tried, Duration patience, Work<T> work) throws NodeException, InterruptedException {
        channels.acquire();
        try {
            var on = wire();
            try (var deadline = new Deadline(patience, on::cut)) {
                return with(on, tried, work, deadline);
            }
        } finally {
            channels.release();
        }
    }

    private <T> T with(Wire on, String tried, Work<T> work, Deadline deadline)
            throws NodeException, InterruptedException {
        try {
            return work.on(on.client());
        } catch (OpenFailException e) {
            // The transport is sound. OpenSSH does not say why it opens no socket.
            throw problems.problem(
                    Kind.NO_ANSWER,
                    Failure.Category.NODE,
                    tried,
                    String.valueOf(e.getMessage()),
                    "See that somebody listens there, that the login may open it, and that sshd_config does not forbid it"
                            + " (AllowStreamLocalForwarding, MaxSessions)");
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()
                    || e instanceof InterruptedIOException
                    || e.getCause() instanceof InterruptedException) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            giveUp(on);
            throw problems.noAnswer(
                    tried,
                    deadline.passed()
                            ? "no answer in time; the connection was given up"
                            : "the connection was lost ("
                                    + Objects.requireNonNullElse(
                                            e.getMessage(), e.getClass().getSimpleName()) + ")");
        }
    }

    private static String text(InputStream from) throws IOException {
        var bytes = from.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it wrote more than " + MOST_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The transport, connected anew if need be; from now on it is idle again. */
    private Wire wire() throws NodeException, InterruptedException {
        opening.lockInterruptibly();
        try {
            var present = wire;
            if (present == null || !present.alive()) {
                if (present != null) {
                    present.cut();
                }
                present = login.open();
                wire = present;
            }
            var timer = idle;
            if (timer == null) {
                idle = new Deadline(IDLE, this::rest);
            } else {
                timer.extend(IDLE);
            }
            return present;
        } finally {
            opening.unlock();
        }
    }

    /** Ends the transport unless a command runs on it. */
    private void rest() {
        opening.lock();
        try {
            var timer = idle;
            if (channels.availablePermits() < CHANNELS && timer != null) {
                timer.extend(IDLE);
            } else {
                end();
            }
        } finally {
            opening.unlock();
        }
    }

    private void giveUp(Wire lost) {
        lost.cut();
        opening.lock();
        try {
            if (lost.equals(wire)) {
                wire = null;
            }
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        opening.lock();
        try {
            end();
        } finally {
            opening.unlock();
        }
    }

    private void end() {
        var present = wire;
        var timer = idle;
        wire = null;
        idle = null;
        if (timer != null) {
            timer.close();
        }
        if (present != null) {
            try (var _ = new Deadline(Duration.ofSeconds(3), present::cut)) {
                present.close();
            }
        }
    }
}
