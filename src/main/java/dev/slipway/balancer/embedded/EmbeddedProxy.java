package dev.slipway.balancer.embedded;

import dev.slipway.balancer.MemberView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 reverse proxy on loopback: round robin, streaming, one try for each request. It never tries again
 * elsewhere, so that a dropped request shows.
 */
public final class EmbeddedProxy implements AutoCloseable {
    private static final int CONNECTIONS_TO_A_MEMBER = 256;
    private static final int MILLIS_TO_CONNECT = 2_000;
    private static final int SECONDS_KEPT_IDLE = 5; // below any server's own, or it closes as we send
    private static final int SECONDS_OF_SILENCE = 120;
    private static final int SECONDS_TO_START_OR_STOP = 10;

    private final Pool pool;
    private final HttpClient client;
    private final HttpServer server;
    private final @Nullable Checks checks;

    private EmbeddedProxy(Vertx vertx, List<Member> members, @Nullable Check check) {
        pool = new Pool(members, check != null);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_TO_A_MEMBER)
                .setConnectTimeout(MILLIS_TO_CONNECT)
                .setKeepAliveTimeout(SECONDS_KEPT_IDLE)
                .setIdleTimeout(SECONDS_OF_SILENCE));
        server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setHttp2ClearTextEnabled(false));
        server.requestHandler(this::forward);
        checks = check == null ? null : new Checks(vertx, client, pool, check);
    }

    /** Starts a proxy without checks of its own: see {@link #start(Vertx, int, List, Check)}. */
    public static EmbeddedProxy start(Vertx vertx, int port, List<Member> members)
            throws IOException, InterruptedException {
        return start(vertx, port, members, null);
    }

    /**
     * Starts a proxy; when this returns it takes requests.
     *
     * @param port 0 for any that is free
     * @param check null: members are believed to be up
     * @throws IOException if the port cannot be had
     */
    public static EmbeddedProxy start(Vertx vertx, int port, List<Member> members, @Nullable Check check)
            throws IOException, InterruptedException {
        var proxy = new EmbeddedProxy(vertx, members, check);
        try {
            await(proxy.server.listen(port));
        } catch (IOException e) {
            proxy.close();
            throw e;
        }
        return proxy;
    }

    /** Where it listens on loopback. */
    public int port() {
        return server.actualPort();
    }

    /** What it has done until now. */
    public Counters counters() {
        return pool.counters();
    }

    /** Its members as they are now. */
    public List<MemberView> members() {
        return pool.view();
    }

    Pool pool() {
        return pool;
    }

    /** Stops listening and cuts what is in flight. Not to be called on an event loop. */
    @Override
    public void close() {
        if (checks != null) {
            checks.stop();
        }
        try {
            await(server.close());
            await(client.close());
        } catch (IOException _) {
            // Closing what is half closed: nothing is left to do.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpServerRequest request) {
        var seat = pool.take();
        if (seat.isEmpty()) {
            request.response().setStatusCode(503).end("No server is in service.\n");
            return;
        }
        new Exchange(request, pool, seat.get()).forward(client);
    }

    private static void await(Future<?> future) throws IOException, InterruptedException {
        try {
            future.toCompletionStage().toCompletableFuture().get(SECONDS_TO_START_OR_STOP, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The embedded proxy did not start or stop", e);
        }
    }

    /** Where requests go. */
    public record Member(String name, String host, int port) {}

    /** How the proxy checks its members: a GET that must be answered below 400 within one interval. */
    public record Check(String path, Duration interval) {
        /** Every 200 ms. */
        public static Check of(String path) {
            return new Check(path, Duration.ofMillis(200));
        }
    }
}
