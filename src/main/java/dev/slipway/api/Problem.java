package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.fleet.Mistake;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An error as RFC 9457 has it.
 *
 * @param type {@code urn:slipway:problem:…}, stable for programs
 * @param title the same for each problem of this type
 * @param detail what is wrong here and what to do
 * @param mistakes of a document or a request, one for each wrong field
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<Mistake> mistakes) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        mistakes = List.copyOf(mistakes);
    }

    /** A problem without single fields. The name becomes the end of its type, e.g. {@code not-found}. */
    public static Problem of(int status, String name, String detail) {
        return new Problem("urn:slipway:problem:" + name, name.replace('-', ' '), status, detail, List.of());
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", detail);
    }

    /** 409. */
    public static Problem conflict(String detail) {
        return of(409, "conflict", detail);
    }

    /** 422 with every mistake. */
    public static Problem mistakes(List<Mistake> mistakes) {
        String count = mistakes.size() == 1 ? "One mistake: " : mistakes.size() + " mistakes; the first: ";
        Mistake first = mistakes.getFirst();
        String where = first.line() == 0 ? first.field() : "line " + first.line() + ", " + first.field();
        return new Problem(
                "urn:slipway:problem:mistakes", "mistakes", 422, count + where + ": " + first.problem(), mistakes);
    }

    /** As an answer. */
    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    /** Ends the request with this problem. */
    public Raised raised() {
        return new Raised(this);
    }

    /** Carries a problem out of a resource. */
    public static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        private Raised(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        /** The problem to answer with. */
        public Problem problem() {
            return problem;
        }
    }
}
