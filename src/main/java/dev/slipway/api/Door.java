package dev.slipway.api;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Stands before everything else, so that nothing of a refused request is read. */
@ApplicationScoped
class Door {
    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final int FIRST = 1000;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private final BootstrapToken token;
    private final SameOrigin origin;

    Door(BootstrapToken token, SameOrigin origin) {
        this.token = token;
        this.origin = origin;
    }

    void open(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    void tell(@Observes StartupEvent started) {
        if (!token.wanted()) {
            LOG.info("slipway.bootstrap-token is not set: whoever reaches this port may deploy");
        }
    }

    private void pass(RoutingContext context) {
        var request = context.request();
        var refused = refusal(request, context.normalizedPath());
        if (refused.isEmpty()) {
            context.next();
            return;
        }
        var problem = refused.get();
        var response = context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                // What the sender still sends is not read.
                .putHeader(HttpHeaders.CONNECTION, "close");
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"slipway\"");
        }
        var _ = response.end(problem.json());
    }

    private Optional<Problem> refusal(HttpServerRequest request, String path) {
        if (!guarded(path)) {
            return Optional.empty();
        }
        // Two spellings of one address would make two opinions about who may go there; NUL is no text to PostgreSQL.
        if (path.contains(";") || request.uri().contains("%00")) {
            return Optional.of(Problem.of(400, "bad-address", "Address not taken", "Leave out \";\" and \"%00\"."));
        }
        if (!token.shown(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return Optional.of(Problem.of(
                    401,
                    "unauthorized",
                    "A token is needed",
                    "Send the header \"Authorization: Bearer …\" with the value of slipway.bootstrap-token."));
        }
        return token.wanted() ? Optional.empty() : foreign(request);
    }

    private Optional<Problem> foreign(HttpServerRequest request) {
        var host = request.authority() == null ? "" : request.authority().toString();
        return origin.objection(
                        host,
                        request.getHeader(HttpHeaders.ORIGIN),
                        request.getHeader("Sec-Fetch-Site"),
                        !READING.contains(request.method()))
                .map(why -> Problem.of(403, "other-origin", "Refused for the safety of your browser", why + "."));
    }

    private static boolean guarded(String path) {
        var plain = path.toLowerCase(Locale.ROOT);
        return below(plain, "/api") || below(plain, "/q/metrics") || below(plain, "/q/openapi");
    }

    private static boolean below(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/") || path.startsWith(folder + ";");
    }
}
