package dev.slipway.release.source;

import dev.slipway.secret.Secret;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** SSH to servers that hold repositories. */
public interface GitSsh {
    /**
     * Connects, checks the server's key, logs in and starts a command.
     *
     * @param patience after which all of it is cut, whatever it is at
     * @throws Refused if it came not so far
     */
    Running run(Login login, String command, Duration patience) throws Refused;

    /**
     * Whom to log in to.
     *
     * @param addresses tried in this order; no other is connected to
     * @param key in PEM or OpenSSH form
     * @param hostKey the only key that the server may show, in OpenSSH form
     */
    record Login(List<InetAddress> addresses, int port, String user, Secret key, String hostKey) {
        public Login {
            addresses = List.copyOf(addresses);
        }
    }

    /** A command on the other side. Closing it ends the connection. */
    interface Running extends Closeable {
        /** What it writes. */
        InputStream out();

        /** What it complains about. */
        InputStream errors();

        /** What it reads. */
        OutputStream in();

        /** What it ended with; -1 when it does not say. Waits a moment for it. */
        int status();

        @Override
        void close();
    }

    /** Why no command runs. */
    enum Why {
        /** The server's key is not the one that is expected; what it showed is the detail. */
        HOST_KEY,
        /** The server does not take ours; its fingerprint is the detail. */
        LOGIN,
        /** Ours cannot be used. */
        KEY,
        /** Nothing answered as an SSH server would. */
        NO_ANSWER
    }

    /** No command runs. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final Why why;
        private final String detail;

        /** Nothing secret is in the detail. */
        public Refused(Why why, String detail) {
            super(why + ": " + detail);
            this.why = why;
            this.detail = detail;
        }

        Why why() {
            return why;
        }

        String detail() {
            return detail;
        }
    }
}
