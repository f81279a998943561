package dev.slipway.notice;

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

/** A web server on loopback that keeps every request with its body, and answers as a test wants. */
final class Receiver implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Answers answers;

    /** One request; the body's bytes are those of ISO 8859-1, one each. */
    record Request(String head, String body) {
        String first() {
            return head.lines().findFirst().orElse("");
        }

        /** Empty when it is not there. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What it says to the request of this number, from 1: status line and headers, a blank line, the body. */
    @FunctionalInterface
    interface Answers {
        String to(int number, Request request) throws InterruptedException;
    }

    Receiver(int port, Answers answers) throws IOException {
        this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread.startVirtualThread(this::serve);
    }

    Receiver(Answers answers) throws IOException {
        this(0, answers);
    }

    /** An answer with its length. */
    static String answer(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String ok() {
        return answer("200 OK", "", "ok");
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                sockets.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var request = read(socket.getInputStream());
            int number;
            synchronized (requests) {
                requests.add(request);
                number = requests.size();
            }
            write(socket.getOutputStream(), answers.to(number, request));
        } catch (IOException | InterruptedException _) {
            // Whoever asked has gone away, as it may.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static Request read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("it went away");
            }
            head.write(next);
        }
        var text = head.toString(StandardCharsets.ISO_8859_1);
        var length = LENGTH.matcher(text);
        var body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return new Request(text, new String(body, StandardCharsets.ISO_8859_1));
    }
}
