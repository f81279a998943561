package dev.slipway.node.sshj;

import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/**
 * Runs the helper's verbs over one kept transport, shared by threads, made anew when it was lost. A refused login or
 * host key is remembered: asking again could lock the account.
 */
final class Line implements AutoCloseable {
    /** OpenSSH allows 10 sessions on a connection unless told otherwise. */
    private static final int CHANNELS = 8;

    private final SshLogin login;
    private final Problems problems;
    private final RandomGenerator random;
    private final Semaphore channels = new Semaphore(CHANNELS, true);
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Wire wire;
    private volatile @Nullable NodeException verdict;
    private volatile boolean closed;

    Line(SshLogin login, Problems problems, RandomGenerator random) {
        this.login = login;
        this.problems = problems;
        this.random = random;
    }

    /** One with a transport of its own, to the same login. */
    Line another() {
        return new Line(login, problems, random);
    }

    /** Writes a verb's standard input. */
    @FunctionalInterface
    interface Input {
        Input NONE = (out, deadline) -> {};

        void write(OutputStream out, Deadline deadline) throws IOException, InterruptedException;

        static Input of(String text) {
            return (out, deadline) -> out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Runs one verb. {@code tried} says what it is, for people. */
    Reply run(String tried, String verb, Input input, Duration limit) throws NodeException, InterruptedException {
        String nonce = nonce();
        byte[] bytes = exec("exec sh " + HelperScript.PATH + " " + nonce + " " + verb, input, nonce, tried, limit);
        return Reply.parse(bytes, nonce, tried, problems);
    }

    String nonce() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The transport, connected anew if need be. */
    Wire wire() throws NodeException, InterruptedException {
        opening.lockInterruptibly();
        try {
            Wire present = wire;
            if (present != null && present.alive()) {
                return present;
            }
            NodeException refused = verdict;
            if (refused != null) {
                throw refused.again();
            }
            if (closed) {
                throw problems.noAnswer("using the connection", "it was closed");
            }
            if (present != null) {
                present.cut();
            }
            Wire fresh = login.open();
            wire = fresh;
            bringHelper(fresh);
            return fresh;
        } catch (NodeException e) {
            if (e.kind() == Kind.LOGIN || e.kind() == Kind.HOST_KEY) {
                verdict = e;
            }
            throw e;
        } finally {
            opening.unlock();
        }
    }

    private void bringHelper(Wire fresh) throws NodeException, InterruptedException {
        String tried = "bringing the node helper";
        byte[] answer = exec(
                fresh,
                HelperScript.BRING,
                null,
                tried,
                Duration.ofSeconds(20),
                (out, deadline) -> out.write(HelperScript.BYTES));
        String words = new String(answer, StandardCharsets.UTF_8);
        if (!words.contains("HAVE") && !words.contains("DONE")) {
            String why = Reply.printable(words.replace("SEND", ""), 200);
            throw why.contains(Problems.NO_SPACE)
                    ? problems.said(tried, "FULL ~/.slipway/bin")
                    : problems.refused(
                            tried,
                            "the server did not take it" + (why.isEmpty() ? "" : ": " + why),
                            "Check that the login has a shell, a writable home, and sha256sum, shasum or openssl.");
        }
    }

    private byte[] exec(String command, Input input, String nonce, String tried, Duration limit)
            throws NodeException, InterruptedException {
        channels.acquire();
        try {
            return exec(wire(), command, nonce, tried, limit, input);
        } finally {
            channels.release();
        }
    }

    private byte[] exec(Wire on, String command, @Nullable String nonce, String tried, Duration limit, Input input)
            throws NodeException, InterruptedException {
        try (var deadline = new Deadline(limit, on::cut)) {
            try {
                return exchange(on.client(), command, nonce, input, deadline);
            } catch (InterruptedIOException e) {
                Thread.interrupted();
                throw (InterruptedException) new InterruptedException().initCause(e);
            } catch (IOException | RuntimeException e) {
                if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                giveUp(on, e);
                throw problems.noAnswer(
                        tried,
                        deadline.passed()
                                ? "no answer in time; the connection was given up"
                                : "the connection was lost (" + e.getMessage() + ")");
            }
        }
    }

    /** A transport that failed once may still call itself connected for a moment; the next call must not trust it. */
    private void giveUp(Wire on, Exception why) {
        if (why instanceof OpenFailException) {
            return; // the server has too many sessions open; the transport is sound
        }
        on.cut();
        opening.lock();
        try {
            if (on.equals(wire)) {
                wire = null;
            }
        } finally {
            opening.unlock();
        }
    }

    private static byte[] exchange(
            SSHClient client, String command, @Nullable String nonce, Input input, Deadline deadline)
            throws IOException, InterruptedException {
        Session session = client.startSession();
        try {
            Session.Command running = session.exec(command);
            try (var out = running.getOutputStream()) {
                input.write(out, deadline);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (!client.isConnected()) {
                    throw e;
                }
                // The command ended before it had read all of it; its answer says why.
            }
            var answer = Reply.read(running.getInputStream(), nonce);
            if (nonce == null && wasKilled(running)) {
                throw new IOException("what ran there was killed");
            }
            return answer;
        } finally {
            hangUp(session);
        }
    }

    /** What ends by itself has a status; without one its silence says nothing about the server. */
    private static boolean wasKilled(Session.Command running) throws IOException {
        running.join(2, TimeUnit.SECONDS);
        return running.getExitStatus() == null;
    }

    /** Closing waits for the server's own close; nobody needs to wait for that. */
    private static void hangUp(Session session) {
        Thread.ofVirtual().name("ssh-hang-up").start(() -> {
            try {
                session.close();
            } catch (IOException | RuntimeException _) {
                // the transport is gone, and the session with it
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        Wire present = wire;
        if (present != null) {
            try (var _ = new Deadline(Duration.ofSeconds(3), present::cut)) {
                present.close();
            }
        }
    }
}
