package dev.slipway.api;

import io.vertx.core.VertxException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Requests that the server's library refuses before anything of ours sees them, such as one without {@code Host}: a
 * problem like all others. Without this, Quarkus calls each a fault of the program, and writes it to the log.
 */
@ApplicationScoped
class Unroutable {
    private static final int BAD_REQUEST = 400;
    private static final Problem PROBLEM = Problem.of(
            BAD_REQUEST,
            "bad-request",
            "The request is not understood",
            "Send an HTTP request with a Host and a path that begins with \"/\".");

    void routes(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(Unroutable::answer);
    }

    private static void answer(RoutingContext context) {
        var theirs = context.failure() == null || context.failure() instanceof VertxException;
        if (context.statusCode() != BAD_REQUEST || !theirs || context.response().headWritten()) {
            context.next();
            return;
        }
        // No filter saw it that would add this.
        var _ = Door.begun(context, PROBLEM)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(PROBLEM.json());
    }
}
