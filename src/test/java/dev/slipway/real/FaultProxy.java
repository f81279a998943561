package dev.slipway.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy on the loopback that can fall silent, or cut a connection after some bytes. */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean silent;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong passed = new AtomicLong();

    /** Passes everything on to this port of the loopback. */
    public FaultProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return server.getLocalPort();
    }

    /** From now on bytes are swallowed in both directions, and nothing is closed: a black hole. */
    public void fallSilent() {
        silent = true;
    }

    /** Passes again what comes over new connections. */
    public void recover() {
        silent = false;
        left.set(Long.MAX_VALUE);
    }

    /** Cuts all present connections. */
    public void cutNow() {
        cut();
    }

    /** How many bytes went to the server. */
    public long passed() {
        return passed.get();
    }

    /** Cuts all connections once so many more bytes went to the server. */
    public void cutAfter(long bytes) {
        left.set(bytes);
    }

    /** How many connections came. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException _) {
                // it is gone
            }
        }
        sockets.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                var upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                sockets.addAll(List.of(client, upstream));
                Thread.ofVirtual().start(() -> pump(client, upstream, true));
                Thread.ofVirtual().start(() -> pump(upstream, client, false));
            } catch (IOException _) {
                // closed, or the server behind is not there
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        byte[] bytes = new byte[16 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int got = in.read(bytes); got >= 0; got = in.read(bytes)) {
                if (silent) {
                    continue;
                }
                if (counted && left.addAndGet(-got) < 0) {
                    out.write(bytes, 0, (int) Math.max(0, got + left.get()));
                    cut();
                    return;
                }
                out.write(bytes, 0, got);
                if (counted) {
                    passed.addAndGet(got);
                }
            }
        } catch (IOException _) {
            // one side ended, and so does the other
        }
    }
}
