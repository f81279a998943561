package dev.slipway.matrix;

import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Node;
import dev.slipway.node.Nodes;
import dev.slipway.node.sshj.SshNodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * An SSH server in this process that misbehaves: it lets anybody in, says that it has the helper, and never ends an
 * answer. It counts what was offered to it.
 */
final class OddSshd implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final AtomicInteger offers = new AtomicInteger();
    private final KeyPair user = keyPair("RSA", 2048);
    private volatile KeyPair host = keyPair("EC", 256);

    OddSshd() throws IOException, GeneralSecurityException {
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((_, _, _) -> offers.incrementAndGet() > 0);
        server.setPasswordAuthenticator((_, _, _) -> offers.incrementAndGet() < 0);
        server.setCommandFactory((_, text) -> new Stuck(text));
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** In OpenSSH form. */
    String hostKey() {
        return PublicKeyEntry.toString(host.getPublic());
    }

    /** New connections see another host key. */
    void changeHostKey() throws GeneralSecurityException {
        host = keyPair("EC", 256);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
    }

    /** Ends all connections. */
    void hangUp() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    int sessions() {
        return server.getActiveSessions().size();
    }

    /** Keys and passwords that were offered so far. */
    int offers() {
        return offers.get();
    }

    /** Log in with the key of the user. */
    Nodes nodes() {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(user.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return new SshNodes(_ -> pem, new SecureRandom());
    }

    Node node(String pinned) {
        return new Node(
                "odd",
                "127.0.0.1",
                port(),
                "deploy",
                new KeyRef.Stored("k"),
                null,
                "app",
                pinned,
                Map.of(),
                Map.of(),
                null);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static KeyPair keyPair(String algorithm, int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Has the helper. Answers a question about "drip" with one that never ends, and all else with silence. */
    private static final class Stuck extends AbstractCommandSupport {
        Stuck(String text) {
            super(text, null);
        }

        @Override
        public void run() {
            OutputStream out = getOutputStream();
            try {
                if (getCommand().contains("HAVE")) {
                    out.write("HAVE\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    onExit(0);
                    return;
                }
                boolean drips = new String(getInputStream().readNBytes(9), StandardCharsets.UTF_8).contains("drip");
                while (true) {
                    if (drips) {
                        out.write('.');
                        out.flush();
                    }
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException _) {
                onExit(1); // the other side has gone
            }
        }
    }
}
