package dev.slipway.real;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection that is kept between requests, as a browser keeps it. */
final class KeptConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean open = true;

    /** Connects to this port on loopback. */
    KeptConnection(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one request and reads the whole answer; gives its status. */
    int ask(String method) throws IOException {
        var body = method.equals("GET") ? "" : "order";
        var request = method + " / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var status = line();
        var length = -1;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.equals("connection: close")) {
                open = false;
            }
        }
        // An error page of the balancer may end with the connection instead of having a length.
        var read = length < 0 ? in.readAllBytes().length : in.readNBytes(length).length;
        if (read < length) {
            throw new EOFException("the answer ended after " + read + " of " + length + " bytes");
        }
        open &= length >= 0;
        return Integer.parseInt(status.split(" ", -1)[1]);
    }

    /** Whether it takes another request. */
    boolean open() {
        return open;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended before the answer");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone, which is what was wanted
        }
    }
}
