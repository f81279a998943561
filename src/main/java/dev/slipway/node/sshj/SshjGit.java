package dev.slipway.node.sshj;

import dev.slipway.release.source.GitSsh;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import org.jboss.logging.Logger;

/** Commands on servers that hold repositories: one connection for each. */
@ApplicationScoped
public class SshjGit implements GitSsh {
    private static final Logger LOG = Logger.getLogger(SshjGit.class);
    private static final int STATUS_SECONDS = 5;

    @Override
    public Running run(Login login, String command, Duration patience) throws Refused {
        Refused last = new Refused(Why.NO_ANSWER, "there is no address");
        for (InetAddress address : login.addresses()) {
            var verifier = new PinnedHostKey(login.hostKey());
            SSHClient client = SshLogin.client(verifier);
            var deadline = new Deadline(patience, () -> Wire.cut(client));
            boolean begun = false;
            try {
                connect(client, address, login.port(), verifier);
                authenticate(client, login);
                Session session = client.startSession();
                var running = new Remote(client, session.exec(command), deadline);
                begun = true;
                return running;
            } catch (Refused e) {
                throw e; // another address of the same server would say the same
            } catch (IOException | RuntimeException e) {
                last = noAnswer(address, login.port(), e);
            } finally {
                if (!begun) {
                    deadline.close();
                    Wire.cut(client);
                }
            }
        }
        throw last;
    }

    private static void connect(SSHClient client, InetAddress address, int port, PinnedHostKey verifier)
            throws IOException {
        try (var _ = new Deadline(SshLogin.BUDGET, () -> Wire.cut(client))) {
            // Its own name as the host's: else Java would look for one.
            client.connect(InetAddress.getByAddress(address.getHostAddress(), address.getAddress()), port);
        } catch (IOException e) {
            String shown = verifier.shown();
            if (shown != null && verifier.refused()) {
                throw new Refused(Why.HOST_KEY, PinnedHostKey.fingerprint(shown));
            }
            throw e;
        }
    }

    private static void authenticate(SSHClient client, Login login) throws IOException {
        KeyProvider key;
        String fingerprint;
        try {
            key = client.loadKeys(login.key().reveal(), null, null);
            fingerprint = PinnedHostKey.fingerprint(PinnedHostKey.openSsh(key.getPublic()));
        } catch (IOException | RuntimeException _) {
            throw new Refused(Why.KEY, "it is not a key that can be used");
        }
        try (var _ = new Deadline(SshLogin.BUDGET, () -> Wire.cut(client))) {
            client.authPublickey(login.user(), key);
        } catch (UserAuthException e) {
            if (!client.isConnected()) {
                throw e;
            }
            throw new Refused(Why.LOGIN, fingerprint);
        }
    }

    private static Refused noAnswer(InetAddress address, int port, Exception e) {
        LOG.infof("%s port %d did not answer as SSH: %s", address.getHostAddress(), port, printable(e));
        return new Refused(Why.NO_ANSWER, "no answer");
    }

    /** What the other side says may be in it. */
    private static String printable(Exception e) {
        return e.toString().replaceAll("\\p{Cntrl}", "?");
    }

    /** A command on the other side. */
    private record Remote(SSHClient client, Session.Command command, Deadline deadline) implements Running {
        @Override
        public InputStream out() {
            return command.getInputStream();
        }

        @Override
        public InputStream errors() {
            return command.getErrorStream();
        }

        @Override
        public OutputStream in() {
            return command.getOutputStream();
        }

        @Override
        public int status() {
            try {
                command.join(STATUS_SECONDS, TimeUnit.SECONDS);
            } catch (ConnectionException _) {
                // It did not end in time, or the connection did: then it may have said nothing.
            }
            Integer status = command.getExitStatus();
            return status == null ? -1 : status;
        }

        @Override
        public void close() {
            deadline.close();
            Wire.cut(client);
        }
    }
}
