package dev.slipway.outside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/** A web server on loopback that answers each request, on a connection of its own, as a test wants: right or wrong. */
public final class OddServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    private final ServerSocket listener;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Exchange exchange;

    /**
     * A request.
     *
     * @param number from 1
     * @param body its bytes are those of ISO 8859-1, one each
     */
    public record Request(int number, String head, String body) {
        /** Its first line. */
        public String first() {
            return head.lines().findFirst().orElse("");
        }

        /** A header's value; empty when it is not there. */
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        /** The body as UTF-8. */
        public String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        /** The body. */
        public byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What it does once it read the head of a request. */
    @FunctionalInterface
    public interface Conversation {
        /** Answers; the connection is closed afterwards. */
        void answer(String head, OutputStream out) throws IOException, InterruptedException;
    }

    /** What it does once it read a request. */
    @FunctionalInterface
    public interface Exchange {
        /** Answers; the connection is closed afterwards. */
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /** A server of plain HTTP. */
    public OddServer(Conversation conversation) throws IOException {
        this(ServerSocketFactory.getDefault(), conversation);
    }

    OddServer(ServerSocketFactory sockets, Conversation conversation) throws IOException {
        this(sockets, 0, (request, out) -> conversation.answer(request.head(), out));
    }

    private OddServer(ServerSocketFactory sockets, int port, Exchange exchange) throws IOException {
        this.listener = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.exchange = exchange;
        Thread.startVirtualThread(this::serve);
    }

    /** One at this port, or at a free one if it is 0. */
    public static OddServer at(int port, Exchange exchange) throws IOException {
        return new OddServer(ServerSocketFactory.getDefault(), port, exchange);
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
        return requests.stream().map(Request::head).toList();
    }

    /** The requests until now. */
    public List<Request> received() {
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
            exchange.answer(kept(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException | InterruptedException _) {
            // Whoever asked has gone away, as it may.
        }
    }

    private Request kept(InputStream in) throws IOException {
        String head = head(in);
        var length = LENGTH.matcher(head);
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        synchronized (requests) {
            var request = new Request(requests.size() + 1, head, new String(body, StandardCharsets.ISO_8859_1));
            if (!head.isEmpty()) { // else it did not like our certificate
                requests.add(request);
            }
            return request;
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
