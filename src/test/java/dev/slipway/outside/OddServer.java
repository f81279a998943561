package dev.slipway.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A web server on loopback that answers each request, on a connection of its own, as a test wants: right or wrong. */
public final class OddServer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Conversation conversation;

    /** What it does once it read the head of a request. */
    @FunctionalInterface
    public interface Conversation {
        /** Answers; the connection is closed afterwards. */
        void answer(String head, OutputStream out) throws IOException, InterruptedException;
    }

    /** A server of plain HTTP. */
    public OddServer(Conversation conversation) throws IOException {
        this(ServerSocketFactory.getDefault(), conversation);
    }

    OddServer(ServerSocketFactory sockets, Conversation conversation) throws IOException {
        this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.conversation = conversation;
        Thread.startVirtualThread(this::serve);
    }

    /** One that always says the same, head and all. */
    public static OddServer saying(String answer) throws IOException {
        return new OddServer((_, out) -> write(out, answer));
    }

    /** Writes text as it is. */
    public static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** An answer with its length. */
    public static void answer(OutputStream out, String status, String headers, byte[] body) throws IOException {
        write(out, "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
        out.write(body);
        out.flush();
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Its address. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Heads of the requests until now. */
    public List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = head(socket.getInputStream());
            if (!head.isEmpty()) { // else it did not like our certificate
                requests.add(head);
            }
            conversation.answer(head, socket.getOutputStream());
        } catch (IOException | InterruptedException _) {
            // Whoever asked has gone away, as it may.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
