package dev.slipway.node.sshj;

import dev.slipway.node.NodeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/** A connection from the node to its own loopback, as a socket. A read that times out ends it. */
final class Tunnel extends Socket {
    private final DirectConnection channel;
    private final int port;
    private volatile int readTimeout;

    private Tunnel(DirectConnection channel, int port) {
        this.channel = channel;
        this.port = port;
    }

    static Tunnel open(Wire wire, int port, Duration timeout, Problems problems)
            throws NodeException, IOException, InterruptedException {
        try (var deadline = new Deadline(timeout, wire::cut)) {
            try {
                var tunnel = new Tunnel(wire.client().newDirectConnection("127.0.0.1", port), port);
                tunnel.setSoTimeout(Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()))));
                return tunnel;
            } catch (OpenFailException e) {
                if (e.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED) {
                    throw problems.refused(
                            "reaching port " + port + " through SSH",
                            "the server forbids forwarding",
                            "Set AllowTcpForwarding local (or yes) for this login in sshd_config, or check health without via: ssh.");
                }
                throw (IOException)
                        new ConnectException("port " + port + " on the node: " + e.getMessage()).initCause(e);
            } catch (InterruptedIOException e) {
                Thread.interrupted();
                throw (InterruptedException) new InterruptedException().initCause(e);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                throw problems.noAnswer(
                        "reaching port " + port + " through SSH",
                        deadline.passed() ? "no answer in time" : "the connection was lost (" + e.getMessage() + ")");
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Timed(channel.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() {
        return channel.getOutputStream();
    }

    @Override
    public void setSoTimeout(int millis) {
        readTimeout = millis;
    }

    @Override
    public int getSoTimeout() {
        return readTimeout;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // the SSH connection has it set
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.getOutputStream().close();
    }

    /** Returns at once; the server's own close is not waited for. */
    @Override
    public synchronized void close() {
        end();
    }

    private void end() {
        try {
            channel.getInputStream().close();
        } catch (IOException _) {
            // whoever reads sees the end
        }
        Thread.ofVirtual().name("ssh-tunnel-close").start(() -> {
            try {
                channel.close();
            } catch (IOException | RuntimeException _) {
                // the transport is gone, and the tunnel with it
            }
        });
    }

    /** Reads with the socket's time-out, which sshj's streams do not know. */
    private final class Timed extends FilterInputStream {
        Timed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (readTimeout == 0 || in.available() > 0) {
                return in.read(to, offset, length);
            }
            try (var deadline = new Deadline(Duration.ofMillis(readTimeout), Tunnel.this::end)) {
                int got = in.read(to, offset, length);
                if (got < 0 && deadline.passed()) {
                    throw new SocketTimeoutException("nothing came within " + readTimeout + " ms");
                }
                return got;
            }
        }
    }
}
