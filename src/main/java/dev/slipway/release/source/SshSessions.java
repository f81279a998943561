package dev.slipway.release.source;

import dev.slipway.outside.Limits;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** Gives JGit our SSH. What JGit would find on this machine (configuration, agents, known hosts) has no say. */
final class SshSessions extends SshSessionFactory {
    /** JGit keeps them all in memory. */
    private static final int MOST_COMPLAINTS = 1 << 16;

    private final GitSsh ssh;
    private final GitSsh.Login login;
    private final Limits limits;

    SshSessions(GitSsh ssh, GitSsh.Login login, Limits limits) {
        this.ssh = ssh;
        this.login = login;
        this.limits = limits;
    }

    @Override
    public RemoteSession getSession(URIish uri, @Nullable CredentialsProvider provider, FS fs, int patience) {
        return new Session();
    }

    @Override
    public String getType() {
        return "slipway";
    }

    /** More came than a release may have. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Session implements RemoteSession {
        private GitSsh.@Nullable Running running;

        @Override
        public Process exec(String command, int timeout) throws IOException {
            var begun = ssh.run(login, command, limits.total());
            running = begun;
            return new Command(
                    begun, new Counted(begun.out(), limits.maxBytes()), new Counted(begun.errors(), MOST_COMPLAINTS));
        }

        @Override
        public void disconnect() {
            if (running != null) {
                running.close();
            }
        }
    }

    private static final class Command extends Process {
        private final GitSsh.Running running;
        private final InputStream out;
        private final InputStream errors;

        Command(GitSsh.Running running, InputStream out, InputStream errors) {
            this.running = running;
            this.out = out;
            this.errors = errors;
        }

        @Override
        public OutputStream getOutputStream() {
            return running.in();
        }

        @Override
        public InputStream getInputStream() {
            return out;
        }

        @Override
        public InputStream getErrorStream() {
            return errors;
        }

        @Override
        public int waitFor() {
            return running.status();
        }

        @Override
        public int exitValue() {
            return running.status();
        }

        @Override
        public void destroy() {
            running.close();
        }
    }

    private static final class Counted extends FilterInputStream {
        private long left;

        Counted(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            return counted(one, one < 0 ? 0 : 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            return counted(count, count);
        }

        private int counted(int answer, int count) throws IOException {
            left -= Math.max(count, 0);
            if (left < 0) {
                throw new TooMuch();
            }
            return answer;
        }
    }
}
