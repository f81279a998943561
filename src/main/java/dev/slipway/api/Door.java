package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Identities;
import dev.slipway.access.Pace;
import dev.slipway.access.SessionCookie;
import dev.slipway.access.Who;
import dev.slipway.history.DatabaseAway;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Stands before everything else: finds out who comes, and turns back who shows nothing where something must be shown,
 * so that nothing of a refused request is read. What somebody may do is decided by {@link Gate}, which knows the call.
 */
@ApplicationScoped
class Door {
    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final String WHO = "slipway.who";
    private static final int FIRST = 1000;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Problem TOO_FAST = Problem.of(
            429,
            "too-many-requests",
            "Too many requests",
            "This token or account makes more requests than slipway.access.requests-per-minute allows. Ask less often;"
                    + " the events of a deployment come by themselves at /api/v1/deployments/{n}/events.");
    private static final Problem ISSUER_AWAY = Problem.of(
            503,
            "issuer-unavailable",
            "The token cannot be judged now",
            "Its issuer's keys could not be fetched. Try again in a moment; if it stays so, Slipway's log says why.");
    private final Identities identities;
    private final SameOrigin origin;
    private final Pace pace;
    private final Vertx vertx;

    Door(Identities identities, SameOrigin origin, Pace pace, Vertx vertx) {
        this.identities = identities;
        this.origin = origin;
        this.pace = pace;
        this.vertx = vertx;
    }

    void open(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    /** Whoever came through the door with this request. */
    static Who who(RoutingContext context) {
        return context.get(WHO) instanceof Who who ? who : new Who.Nobody();
    }

    /** The address that the request came from. */
    static String address(RoutingContext context) {
        var remote = context.request().remoteAddress();
        return remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
    }

    private void pass(RoutingContext context) {
        if (oddlySpelt(context)) {
            refuse(
                    context,
                    Problem.of(
                            400,
                            "bad-address",
                            "Address not taken",
                            "Write the address as it is, without \";\", \"//\", \"..\" or needless \"%\"."));
            return;
        }
        if (free(context.normalizedPath())) {
            context.next();
            return;
        }
        var request = context.request();
        var cookie = request.getCookie(SessionCookie.NAME);
        var shown = new Identities.Shown(
                request.getHeader(HttpHeaders.AUTHORIZATION),
                cookie == null ? null : cookie.getValue(),
                address(context));
        if (shown.nothing()) {
            arrive(context, Optional.of(identities.stranger()));
            return;
        }
        request.pause();
        vertx.executeBlocking(() -> identities.of(shown), false).onComplete(found -> {
            request.resume();
            if (found.succeeded()) {
                arrive(context, found.result());
            } else {
                unavailable(context, found.cause());
            }
        });
    }

    private void arrive(RoutingContext context, Optional<Who> found) {
        var refused = found.map(who -> objection(context, who)).orElseGet(() -> Optional.of(unknown("that")));
        if (refused.isPresent()) {
            refuse(context, refused.get());
            return;
        }
        var wait = found.flatMap(pace::tooFast);
        if (wait.isPresent()) {
            context.response()
                    .putHeader("Retry-After", String.valueOf(wait.get().toSeconds() + 1));
            refuse(context, TOO_FAST);
            return;
        }
        context.put(WHO, found.orElseThrow());
        context.next();
    }

    private Optional<Problem> objection(RoutingContext context, Who who) {
        var guarded = guarded(context.normalizedPath());
        return switch (who) {
            case Who.Nobody _ -> guarded ? Optional.of(unknown("a")) : Optional.empty();
            case Who.Anybody _ -> foreign(context, guarded);
            case Who.Person person ->
                guarded
                        ? silent(context).or(() -> foreign(context, true)).or(() -> outline(context, person))
                        : Optional.empty();
            case Who.Token _, Who.Workflow _ -> outline(context, who);
        };
    }

    /** Every browser of today says where a request that changes something comes from. */
    private static Optional<Problem> silent(RoutingContext context) {
        var request = context.request();
        return READING.contains(request.method())
                        || request.getHeader("Sec-Fetch-Site") != null
                        || request.getHeader(HttpHeaders.ORIGIN) != null
                ? Optional.empty()
                : Optional.of(Problem.of(
                        403,
                        "other-origin",
                        "Refused for the safety of your browser",
                        "A session may change something here from Slipway's own pages alone; programs use a token."));
    }

    /** What a browser sends by itself, with a cookie or because all is open, must come from Slipway's own pages. */
    private Optional<Problem> foreign(RoutingContext context, boolean guarded) {
        var request = context.request();
        var host = request.authority() == null ? "" : request.authority().toString();
        return origin.objection(
                        host,
                        request.getHeader(HttpHeaders.ORIGIN),
                        request.getHeader("Sec-Fetch-Site"),
                        // Forms of pages have a guard of their own, with an answer for people.
                        guarded && !READING.contains(request.method()))
                .map(why -> Problem.of(403, "other-origin", "Refused for the safety of your browser", why + "."));
    }

    /** Metrics name every fleet. */
    private static Optional<Problem> outline(RoutingContext context, Who who) {
        return below(context.normalizedPath().toLowerCase(Locale.ROOT), "/q")
                        && !who.grants().allowEverywhere(Act.VIEW)
                ? Optional.of(Problem.missing(Act.VIEW.needs(), "all fleets"))
                : Optional.empty();
    }

    private static Problem unknown(String which) {
        return Problem.of(
                401,
                "unauthorized",
                "A token is needed",
                (which.equals("a") ? "" : "The token that was sent is unknown, revoked or expired. ")
                        + "Send the header \"Authorization: Bearer …\" with an API token. An administrator makes one at"
                        + " /tokens; the first may be set as slipway.bootstrap-token. For a workflow's own token the fleet's"
                        + " document needs trust:, and the audit says why one was refused.");
    }

    private static void unavailable(RoutingContext context, Throwable cause) {
        if (Identities.issuerIsAway(cause)) {
            LOG.warnf("%s was answered with 503: %s", context.normalizedPath(), cause.getMessage());
            context.response().putHeader("Retry-After", "10");
            refuse(context, ISSUER_AWAY);
            return;
        }
        if (DatabaseAway.in(cause)) {
            LOG.warnf("%s was answered with 503: %s", context.normalizedPath(), cause);
        } else {
            LOG.errorf(cause, "Who came to %s could not be found out", context.normalizedPath());
        }
        context.response().putHeader("Retry-After", "2");
        refuse(
                context,
                Problem.of(
                        503,
                        "database-unavailable",
                        "The database does not answer",
                        "Try again in a moment. Deployments that run are not lost."));
    }

    /** An answer that is still without its body. */
    static HttpServerResponse begun(RoutingContext context, Problem problem) {
        var response = context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store");
        if (context.request().version() != HttpVersion.HTTP_2) {
            // What the sender still sends is not read. HTTP/2 has no such header, and clients refuse it there.
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"slipway\"");
        }
        return response;
    }

    private static void refuse(RoutingContext context, Problem problem) {
        var response = begun(context, problem);
        if (guarded(context.normalizedPath())) {
            var _ = response.end(problem.json());
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
        var _ = response.end("<!doctype html><html lang=\"en\"><title>Slipway</title><h1>" + escaped(problem.title())
                + "</h1><p>" + escaped(problem.detail()) + "</p></html>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** Two spellings of one address would make two opinions about who may go there; NUL is no text to PostgreSQL. */
    private static boolean oddlySpelt(RoutingContext context) {
        var raw = context.request().path();
        var plain = raw == null ? "" : raw.toLowerCase(Locale.ROOT);
        return !context.normalizedPath().equals(raw)
                || plain.contains(";")
                || plain.contains("\\")
                || plain.contains("%2f")
                || plain.contains("%5c")
                || plain.contains("%3b")
                || context.request().uri().contains("%00");
    }

    /** What everybody may have, also while the database is away. */
    private static boolean free(String path) {
        return below(path, "/assets") || below(path, "/q/health");
    }

    /** What programs ask for: they are told 401, people are shown the way in. */
    private static boolean guarded(String path) {
        var plain = path.toLowerCase(Locale.ROOT);
        return below(plain, "/api") || below(plain, "/q");
    }

    private static boolean below(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }
}
