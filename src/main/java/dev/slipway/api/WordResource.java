package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.deployment.Choice;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Heard;
import dev.slipway.engine.Deployments.Word;
import dev.slipway.engine.Overrides;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What people say to a deployment. */
@Path("/api/v1/deployments/{number}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deployments")
class WordResource {
    private static final Map<String, Choice> WORDS = Map.of(
            "pause", Choice.PAUSE,
            "resume", Choice.RESUME,
            "cancel", Choice.CANCEL,
            "retry", Choice.RETRY,
            "skip", Choice.SKIP,
            "rollback", Choice.ROLLBACK);
    private static final Map<String, Choice> OUTCOMES =
            Map.of("applied", Choice.APPLIED, "not_applied", Choice.NOT_APPLIED, "abort", Choice.ABORT);
    private static final List<String> WHEN = List.of("now", "after-node");

    private final Deployments deployments;
    private final Overrides overrides;
    private final DeploymentJson json;
    private final Caller caller;

    WordResource(Deployments deployments, Overrides overrides, DeploymentJson json, Caller caller) {
        this.deployments = deployments;
        this.overrides = overrides;
        this.json = json;
        this.caller = caller;
    }

    @POST
    @Path("migration")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Answer whether an unknown migration was applied: outcome applied, not_applied or abort")
    @Needs(Act.DECIDE)
    public Response migration(@PathParam("number") long number, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        var fields = Bodies.fields(body, "outcome", "question", "reason");
        var outcome = fields.text("outcome");
        var question = fields.text("question");
        var reason = fields.text("reason");
        var choice = outcome == null ? null : OUTCOMES.get(outcome);
        if (choice == null) {
            fields.wrong("outcome", "must be applied, not_applied or abort");
        }
        fields.check();
        return choice == null
                ? Problem.field("outcome", "outcome is missing.").response()
                : tell(number, new Word(choice, question, null, caller.name(), reason), uri);
    }

    @POST
    @Path("approve")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Say yes to a deployment that waits for approval; a person who signed in, once")
    @Needs(Act.APPROVE)
    public Response approve(@PathParam("number") long number, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        return answer(number, Choice.APPROVE, body, uri);
    }

    @POST
    @Path("refuse")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End a deployment that waits for approval")
    @Needs(Act.REFUSE)
    public Response refuse(@PathParam("number") long number, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        return answer(number, Choice.REFUSE, body, uri);
    }

    @POST
    @Path("override")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Let a queued deployment begin in spite of a hold, a freeze or a window; reason is needed")
    @Needs(Act.OVERRIDE)
    public Response override(@PathParam("number") long number, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        var fields = Bodies.fields(body, "reason");
        var reason = fields.text("reason");
        if (reason == null) {
            fields.wrong("reason", "is missing; say why it is to begin in spite of what stops it");
        }
        fields.check();
        return answer(number, overrides.override(number, caller.name(), reason == null ? "" : reason), uri);
    }

    private Response answer(long number, Choice choice, InputStream body, UriInfo uri) throws JournalUnavailable {
        var fields = Bodies.fields(body, "question", "reason");
        var word = new Word(choice, fields.text("question"), null, caller.name(), fields.text("reason"));
        fields.check();
        return tell(number, word, uri);
    }

    @POST
    @Path("{word}")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "pause, resume, cancel, retry, skip or rollback; takes effect at a node boundary")
    @Needs(Act.DECIDE)
    public Response say(
            @PathParam("number") long number, @PathParam("word") String word, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable {
        var choice = WORDS.get(word);
        if (choice == null) {
            return Problem.of(
                            422,
                            "unknown-word",
                            "No such word",
                            "A deployment does not know \"" + word + "\"; say one of "
                                    + String.join(", ", new TreeSet<>(WORDS.keySet()))
                                    + ", approve, refuse, override or migration.")
                    .response();
        }
        var fields = Bodies.fields(body, "question", "node", "when", "reason");
        var said = new Word(choice, fields.text("question"), fields.text("node"), caller.name(), fields.text("reason"));
        var when = fields.text("when");
        if (when != null && !WHEN.contains(when)) {
            fields.wrong("when", "must be now or after-node");
        }
        fields.check();
        return tell(number, said, uri);
    }

    private Response tell(long number, Word word, UriInfo uri) throws JournalUnavailable {
        return answer(number, deployments.tell(number, word), uri);
    }

    private Response answer(long number, Heard heard, UriInfo uri) {
        return switch (heard) {
            case Heard.Yes _ -> {
                var brief = json.brief(number, uri);
                // Also where "now" was asked: a node is never left half-way.
                brief.put("when", "after-node");
                yield Response.accepted(brief).build();
            }
            case Heard.Unknown _ -> DeploymentResource.unknown(number).response();
            case Heard.NotYou not ->
                Problem.of(403, "four-eyes", "Not by you", not.detail() + ".").response();
            case Heard.NotNow not ->
                Problem.of(
                                409,
                                "not-now",
                                "Not now",
                                not.detail() + ". GET /api/v1/deployments/" + number + " shows what it asks.")
                        .response();
        };
    }
}
