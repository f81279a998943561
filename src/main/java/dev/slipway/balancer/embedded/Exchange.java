package dev.slipway.balancer.embedded;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on its way through the proxy. Lives on the event loop of its connection, so it needs no locks. */
final class Exchange {
    /** Headers that belong to one connection, not to the message. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpServerRequest in;
    private final Pool pool;
    private final Seat seat;
    private @Nullable HttpClientRequest out;
    private boolean over;

    Exchange(HttpServerRequest in, Pool pool, Seat seat) {
        this.in = in;
        this.pool = pool;
        this.seat = seat;
    }

    void forward(HttpClient client) {
        in.pause(); // its body waits until there is somewhere to send it
        in.response().closeHandler(_ -> abort());
        in.response().exceptionHandler(_ -> abort());
        var member = seat.member();
        client.request(new RequestOptions()
                        .setHost(member.host())
                        .setPort(member.port())
                        .setMethod(in.method())
                        .setURI(in.uri()))
                .onSuccess(this::send)
                .onFailure(this::fail);
    }

    private void send(HttpClientRequest request) {
        if (over) {
            request.reset();
            return;
        }
        out = request;
        copy(in.headers(), request.headers());
        request.headers().add("X-Forwarded-For", in.remoteAddress().hostAddress());
        if (in.headers().contains("Transfer-Encoding")) {
            request.setChunked(true);
        }
        request.response().onSuccess(this::answer).onFailure(this::fail);
        in.pipe().endOnFailure(false).to(request).onFailure(_ -> request.reset());
    }

    private void answer(HttpClientResponse from) {
        if (over) {
            return;
        }
        var to = in.response();
        to.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
        copy(from.headers(), to.headers());
        if (!from.headers().contains("Content-Length") && mayHaveBody(from.statusCode())) {
            to.setChunked(true);
        }
        from.pipe()
                .endOnFailure(false) // half an answer must not look like a whole one
                .to(to)
                .onSuccess(_ -> end(from.statusCode() < 500 ? Outcome.SERVED : Outcome.FAILED))
                .onFailure(_ -> cut());
    }

    private boolean mayHaveBody(int status) {
        return status != 204 && status != 304 && !in.method().equals(HttpMethod.HEAD);
    }

    /** The member gave no answer. */
    private void fail(Throwable cause) {
        if (end(Outcome.FAILED)) {
            in.resume(); // what is left of the body is read and dropped
            in.response()
                    .setStatusCode(502)
                    .end(seat.member().name() + " gave no answer: "
                            + cause.getClass().getSimpleName() + "\n");
        }
    }

    /** The member's answer broke off. */
    private void cut() {
        if (end(Outcome.FAILED)) {
            in.response().reset();
        }
    }

    /** The visitor went away. */
    private void abort() {
        if (end(Outcome.ABORTED) && out != null) {
            out.reset();
        }
    }

    private boolean end(Outcome outcome) {
        if (over) {
            return false;
        }
        over = true;
        pool.leave(seat, outcome);
        return true;
    }

    private static void copy(MultiMap from, MultiMap to) {
        for (var header : from) {
            if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }
}
