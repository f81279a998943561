package dev.slipway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/** A server of the demo: an SSH server on loopback whose commands really run, in a folder of its own. */
final class DemoNode implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int EC_BITS = 256;

    private final NodeFolder folder;
    private final SshServer server;
    private final String hostKey;
    private final int sitePort;

    private DemoNode(NodeFolder folder, SshServer server, String hostKey) throws IOException {
        this.sitePort = folder.sitePort();
        this.folder = folder;
        this.server = server;
        this.hostKey = hostKey;
    }

    /** Starts the server; whoever has the private key for this public key may log in, under any name. */
    static DemoNode start(NodeFolder folder, String authorizedKey) throws IOException {
        folder.prepare(authorizedKey);
        var hostKeys = new SimpleGeneratorHostKeyProvider(folder.hostKeyFile());
        hostKeys.setAlgorithm("EC");
        hostKeys.setKeySize(EC_BITS);
        var server = SshServer.setUpDefaultServer();
        server.setHost(LOOPBACK);
        server.setPort(folder.sshPort());
        server.setKeyPairProvider(hostKeys);
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(folder.authorizedKeys()));
        server.setCommandFactory((_, text) -> new ShellCommand(text, folder.home()));
        server.setForwardingFilter(new OwnLoopback());
        server.start();
        return new DemoNode(folder, server, hostKey(hostKeys));
    }

    private static String hostKey(SimpleGeneratorHostKeyProvider hostKeys) {
        List<KeyPair> pairs = hostKeys.loadKeys(null);
        return PublicKeyEntry.toString(pairs.getFirst().getPublic());
    }

    String name() {
        return folder.name();
    }

    /** The port of its SSH server. */
    int port() {
        return server.getPort();
    }

    /** In OpenSSH form. */
    String hostKey() {
        return hostKey;
    }

    /** The port of its web application. */
    int sitePort() {
        return sitePort;
    }

    /** Starts what an earlier demo left live; does nothing on a fresh server. */
    void startSite() throws IOException {
        Path restart = folder.current().resolve("bin").resolve("restart");
        if (!Files.isExecutable(restart)) {
            return;
        }
        var builder =
                new ProcessBuilder(restart.toString()).directory(folder.home().toFile());
        builder.environment().put("SLIPWAY_SHARED_PATH", folder.shared().toString());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Stops the SSH server, then ends whatever runs in the folder. */
    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException _) {
            // Nobody can log in any more, which is what was wanted.
        }
        FolderProcesses.end(folder.home());
    }

    /** Like a server with {@code AllowTcpForwarding local} and {@code PermitOpen 127.0.0.1:*}. */
    private static final class OwnLoopback extends RejectAllForwardingFilter {
        @Override
        public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
            return type == Type.Direct && SshdSocketAddress.isLoopback(address.getHostName());
        }
    }
}
