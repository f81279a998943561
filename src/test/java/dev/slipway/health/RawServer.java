package dev.slipway.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers whatever a test wants, right or wrong. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Conversation conversation;

    /** What it does after it read a request's head. */
    @FunctionalInterface
    interface Conversation {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    RawServer(Conversation conversation) throws IOException {
        this.conversation = conversation;
        Thread.startVirtualThread(this::serve);
    }

    static RawServer saying(String answer) throws IOException {
        return new RawServer(out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    static RawServer body(String status, String body) throws IOException {
        var length = body.getBytes(StandardCharsets.UTF_8).length;
        return saying("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n" + body);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Heads of the requests until now. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            requests.add(head(socket.getInputStream()));
            conversation.answer(socket.getOutputStream());
        } catch (IOException | InterruptedException _) {
            // The probe has gone away, as it should.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
