package dev.slipway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.access.Role;
import dev.slipway.fleet.Mistake;
import dev.slipway.node.NodeException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went wrong, as programs and people read it: RFC 9457.
 *
 * @param type a short word, e.g. {@code unknown-fleet}; programs tell problems apart by it
 * @param title the same for every problem of this type
 * @param detail what happened, and what to do now
 * @param more further members, e.g. {@code field}
 */
public record Problem(int status, String type, String title, String detail, Map<String, Object> more) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String PREFIX = "urn:slipway:problem:";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Problem {
        more = Map.copyOf(more);
    }

    /** A problem without further members. */
    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of());
    }

    /** A problem whose title is its type in words. */
    public static Problem of(int status, String type, String detail) {
        var words = type.replace('-', ' ');
        return of(status, type, Character.toUpperCase(words.charAt(0)) + words.substring(1), detail);
    }

    /** A node did not do what was asked. */
    static Problem of(NodeException e) {
        return of(502, "node", e.failure().sentence() + ". " + e.failure().next());
    }

    /** Whoever asks may see it, and lacks the role to do it. */
    static Problem missing(Role role, String where) {
        return of(
                        403,
                        "role-missing",
                        "A role is missing",
                        "This needs the role " + role.word() + " on " + where
                                + "; an administrator gives it at /people.")
                .with("role", role.word());
    }

    /** There is no such thing. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    /** It cannot be done as things stand. */
    public static Problem conflict(String detail) {
        return of(409, "conflict", "Not as things stand", detail);
    }

    /** A document with mistakes. */
    public static Problem mistakes(List<Mistake> mistakes) {
        return of(
                        422,
                        "mistakes",
                        "The document is wrong",
                        "Nothing was stored. Mend each of the mistakes and send it again.")
                .withMistakes(mistakes);
    }

    /** A request that cannot be followed because of one field. */
    public static Problem field(String field, String detail) {
        return of(422, "wrong-field", "A field is wrong", detail).with("field", field);
    }

    /** The same problem with one more member. */
    public Problem with(String field, Object value) {
        var grown = new LinkedHashMap<>(more);
        grown.put(field, value);
        return new Problem(status, type, title, detail, grown);
    }

    /** The same problem with every mistake of a document. */
    public Problem withMistakes(List<Mistake> mistakes) {
        var told = with("mistakes", List.copyOf(mistakes));
        return mistakes.size() == 1 ? told.with("field", mistakes.getFirst().field()) : told;
    }

    /** As an exception, for places that cannot return it. */
    public ProblemException raised() {
        return new ProblemException(this);
    }

    /** As an answer. */
    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(json()).build();
    }

    /** As JSON text. */
    public String json() {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", PREFIX + type);
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        members.putAll(more);
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem could not be written: " + type, e);
        }
    }
}
