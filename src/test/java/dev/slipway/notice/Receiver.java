package dev.slipway.notice;

import dev.slipway.outside.OddServer;
import dev.slipway.outside.OddServer.Request;
import java.io.IOException;
import java.util.List;

/** Whoever is told: keeps every request with its body, and answers each as a test wants. */
final class Receiver implements AutoCloseable {
    private final OddServer server;

    /** What it says to the request of this number, from 1: status line and headers, a blank line, the body. */
    @FunctionalInterface
    interface Answers {
        String to(int number, Request request) throws InterruptedException;
    }

    Receiver(int port, Answers answers) throws IOException {
        server = OddServer.at(
                port,
                (request, out) -> OddServer.write(
                        out, answers.to(request.number(), request).replaceFirst("\r\n", "\r\nConnection: close\r\n")));
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
        return server.port();
    }

    String url(String path) {
        return server.url(path);
    }

    List<Request> requests() {
        return server.received();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
