package dev.slipway.api;

import dev.slipway.history.DatabaseAway;
import dev.slipway.history.HistoryUnavailable;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what was thrown into problems. Pages, which lie outside {@code /api}, have their own errors. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final String RETRY_SECONDS = "2";
    private static final String NO_DATABASE = "The database does not answer";
    private static final String TRY_AGAIN =
            "Try again in a moment. Deployments that run are not lost: they go on when the database is back.";
    private final RandomGenerator random;
    private final Refusals refusals;

    Problems(java.security.SecureRandom random, Refusals refusals) {
        this.random = random;
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response unavailable(HistoryUnavailable e, UriInfo uri) {
        return unavailable((Exception) e, uri);
    }

    @ServerExceptionMapper
    Response unavailable(JournalUnavailable e, UriInfo uri) {
        return unavailable((Exception) e, uri);
    }

    private Response unavailable(Throwable e, UriInfo uri) {
        if (DatabaseAway.in(e)) {
            LOG.warnf("%s was answered with 503: %s", uri.getPath(), e);
        } else {
            LOG.warnf(e, "%s was answered with 503", uri.getPath());
        }
        var answer = Refusals.forPrograms(uri)
                ? Problem.of(503, "database-unavailable", NO_DATABASE, TRY_AGAIN)
                        .response()
                : refusals.page(503, NO_DATABASE, TRY_AGAIN, uri.getPath());
        return Response.fromResponse(answer)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, UriInfo uri) {
        var answer = e.getResponse();
        if (!Refusals.forPrograms(uri) || answer.getStatus() < 400) {
            return answer;
        }
        var response = Response.fromResponse(problem(answer.getStatus()).response());
        var allow = answer.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? response.build()
                : response.header(HttpHeaders.ALLOW, allow).build();
    }

    private static Problem problem(int status) {
        return switch (status) {
            case 400 ->
                Problem.of(
                        status,
                        "bad-request",
                        "Not understood",
                        "The request could not be read; compare it with /q/openapi.");
            case 404 ->
                Problem.of(
                        status,
                        "not-found",
                        "Not found",
                        "There is nothing at this address; /q/openapi lists all calls.");
            case 405 ->
                Problem.of(
                        status,
                        "method",
                        "Method not allowed",
                        "This address takes other methods; /q/openapi lists them.");
            case 406 -> Problem.of(status, "accept", "Not acceptable", "Ask for another type in Accept, or for none.");
            case 413 ->
                Problem.of(
                        status,
                        "too-large",
                        "Too large",
                        "The request, or one of its fields, is larger than is taken here.");
            case 415 ->
                Problem.of(
                        status,
                        "content-type",
                        "Content type not taken",
                        "Send another Content-Type; /q/openapi names the ones that this call takes.");
            default ->
                Problem.of(
                        status,
                        "http-" + status,
                        "The request failed",
                        "The request was answered with " + status + ".");
        };
    }

    /** The last resort: whoever reads the answer gets an id, and only the log gets the rest. */
    @ServerExceptionMapper
    Response bug(Throwable e, UriInfo uri) {
        if (e instanceof IOException && String.valueOf(e.getMessage()).contains("Connection was closed")) {
            LOG.debugf("A caller left at %s", uri.getPath());
            return Problem.of(400, "cut-off", "The request was cut off", "Nothing was stored; send it again.")
                    .response();
        }
        if (DatabaseAway.in(e)) {
            return unavailable(e, uri);
        }
        var bytes = new byte[8];
        random.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        LOG.errorf(e, "Error %s at %s", id, uri.getPath());
        if (!Refusals.forPrograms(uri)) {
            return Response.serverError()
                    .type("text/plain")
                    .entity("Slipway made an error; its log has more under " + id)
                    .build();
        }
        return Problem.of(
                        500,
                        "error",
                        "Slipway made an error",
                        "Look for " + id + " in Slipway's log, and report it. Trying again does no harm.")
                .with("id", id)
                .response();
    }
}
