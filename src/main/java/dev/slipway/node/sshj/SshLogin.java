package dev.slipway.node.sshj;

import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.PrivateKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Makes connections that are checked and logged in. */
final class SshLogin {
    /** Covers connect, key exchange and login together. */
    static final Duration BUDGET = Duration.ofSeconds(20);

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_COUNT = 3;
    private static final List<String> FIRST_CIPHERS = List.of("aes128-gcm@openssh.com", "aes256-gcm@openssh.com");

    /** The library logs as errors what here becomes an exception, and may put user names and hosts into it. */
    private static final LoggerFactory QUIET = new LoggerFactory() {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    };

    private final PrivateKeys keys;
    private final Node node;
    private final Problems problems;

    SshLogin(PrivateKeys keys, Node node) {
        this.keys = keys;
        this.node = node;
        this.problems = new Problems(node.name());
    }

    /** Connects, checks the host key, logs in. */
    Wire open() throws NodeException, InterruptedException {
        String pinned = node.hostKey();
        if (pinned == null) {
            throw problems.problem(
                    Kind.HOST_KEY,
                    Failure.Category.USER,
                    "connecting to " + where(),
                    "no host key is pinned for this node",
                    "Compare the fingerprint that the check shows with the server's own, and accept it.");
        }
        Jump jump = Jump.of(node.jump(), problems);
        String pem = keys.pem(node.key());
        var closing = new ArrayList<SSHClient>();
        try (var deadline = new Deadline(BUDGET, () -> closing.forEach(Wire::cut))) {
            try {
                SSHClient through = jump == null ? null : jump(jump, pem, closing);
                SSHClient client = connect(through, new PinnedHostKey(pinned), closing);
                login(client, node.user(), pem);
                return new Wire(List.copyOf(closing.reversed()));
            } catch (IOException | RuntimeException e) {
                closing.forEach(Wire::cut);
                throw noAnswer(e, deadline.passed());
            } catch (NodeException | InterruptedException e) {
                closing.forEach(Wire::cut);
                throw e;
            }
        }
    }

    /** The host key that the node shows. Ends the connection before any login. */
    String hostKey() throws NodeException, InterruptedException {
        var verifier = new PinnedHostKey(null);
        Jump jump = Jump.of(node.jump(), problems);
        var closing = new ArrayList<SSHClient>();
        try (var deadline = new Deadline(BUDGET, () -> closing.forEach(Wire::cut))) {
            try {
                connect(jump == null ? null : jump(jump, keys.pem(node.key()), closing), verifier, closing);
            } catch (NodeException e) {
                if (verifier.shown() == null) {
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                throw noAnswer(e, deadline.passed());
            }
        } finally {
            closing.forEach(Wire::cut);
        }
        String shown = verifier.shown();
        if (shown == null) {
            throw problems.noAnswer("asking " + where() + " for its host key", "it showed none");
        }
        return shown;
    }

    private SSHClient jump(Jump jump, String pem, List<SSHClient> closing)
            throws IOException, NodeException, InterruptedException {
        var verifier = new PinnedHostKey(jump.hostKey());
        SSHClient client = client(verifier);
        closing.add(client);
        shake(verifier, "jump host " + jump.host(), () -> client.connect(jump.host(), jump.port()));
        login(client, jump.user(), pem);
        return client;
    }

    private SSHClient connect(@Nullable SSHClient through, PinnedHostKey verifier, List<SSHClient> closing)
            throws IOException, NodeException, InterruptedException {
        SSHClient client = client(verifier);
        closing.add(client);
        shake(verifier, where(), () -> {
            if (through == null) {
                client.connect(node.host(), node.port());
            } else {
                client.connectVia(through.newDirectConnection(node.host(), node.port()));
            }
        });
        return client;
    }

    private interface Connecting {
        void run() throws IOException;
    }

    private void shake(PinnedHostKey verifier, String where, Connecting connecting)
            throws IOException, NodeException, InterruptedException {
        try {
            connecting.run();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String shown = verifier.shown();
            if (shown == null || !verifier.refused()) {
                throw e;
            }
            throw problems.problem(
                    Kind.HOST_KEY,
                    Failure.Category.NODE,
                    "connecting to " + where,
                    "it shows the host key " + PinnedHostKey.fingerprint(shown) + ", which is not the pinned one",
                    "Find out why the key changed. If the server was reinstalled, accept the new key; otherwise "
                            + "somebody may be in between.");
        }
    }

    private void login(SSHClient client, String user, String pem) throws IOException, NodeException {
        KeyProvider key;
        String publicKey;
        try {
            key = client.loadKeys(pem, null, null);
            publicKey = PinnedHostKey.openSsh(key.getPublic());
        } catch (IOException | RuntimeException e) {
            throw problems.user(
                    "reading the private key",
                    "it is not a key that can be used",
                    "Store the key again, without a passphrase.");
        }
        try {
            client.authPublickey(user, key);
        } catch (UserAuthException e) {
            if (!client.isConnected()) {
                throw e;
            }
            throw problems.problem(
                    Kind.LOGIN,
                    Failure.Category.NODE,
                    "logging in to " + where() + " as " + user,
                    "the server refused the key " + PinnedHostKey.fingerprint(publicKey),
                    "Add this line to ~" + user + "/.ssh/authorized_keys on the server: " + publicKey);
        }
    }

    private NodeException noAnswer(Exception e, boolean late) {
        String why = late
                ? "no answer within " + BUDGET.toSeconds() + " s"
                : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return problems.noAnswer("connecting to " + where(), why);
    }

    private String where() {
        return node.host() + ":" + node.port();
    }

    /** One that is not connected yet, and accepts that host key alone. */
    static SSHClient client(PinnedHostKey verifier) {
        var config = new DefaultConfig();
        config.setLoggerFactory(QUIET);
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        var ciphers = new ArrayList<>(config.getCipherFactories());
        ciphers.sort(Comparator.comparingInt(
                cipher -> FIRST_CIPHERS.contains(cipher.getName()) ? FIRST_CIPHERS.indexOf(cipher.getName()) : 9));
        config.setCipherFactories(ciphers);
        var client = new SSHClient(config);
        client.setConnectTimeout(TIMEOUT_MILLIS);
        client.setTimeout(TIMEOUT_MILLIS);
        client.setSocketFactory(new PromptSockets());
        client.addHostKeyVerifier(verifier);
        // Set before connect: afterwards it would silently do nothing.
        var keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
        keepAlive.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        keepAlive.setMaxAliveCount(KEEP_ALIVE_COUNT);
        return client;
    }
}
