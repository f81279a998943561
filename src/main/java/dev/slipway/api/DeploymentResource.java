package dev.slipway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.access.Act;
import dev.slipway.access.Identities;
import dev.slipway.access.Needs;
import dev.slipway.access.Present;
import dev.slipway.deployment.Status;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Reads deployments over HTTP. */
@Path("/api/v1/deployments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deployments")
class DeploymentResource {
    private final History history;
    private final DeploymentJson json;
    private final EventStreams streams;
    private final Present present;
    private final Identities identities;

    DeploymentResource(
            History history, DeploymentJson json, EventStreams streams, Present present, Identities identities) {
        this.history = history;
        this.json = json;
        this.streams = streams;
        this.present = present;
        this.identities = identities;
    }

    @GET
    @Operation(summary = "Deployments, newest first")
    @Needs(Act.COME_IN)
    public Response list(
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("status") @Nullable String status,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo uri) {
        var words = Arrays.stream(Status.values()).map(Status::word).toList();
        var asked = Queries.text(status);
        if (asked != null && !words.contains(asked)) {
            return Problem.field("status", "status must be one of " + String.join(", ", words) + ".")
                    .response();
        }
        var most = Queries.limit(limit);
        var page = visible(Queries.text(fleet), asked, Queries.number("before", before), most).stream()
                .map(view -> json.full(view, uri))
                .toList();
        return Pages.answer(
                page, most, page.isEmpty() ? "" : page.getLast().get("number").asText(), uri);
    }

    private List<DeploymentView> visible(
            @Nullable String fleet, @Nullable String status, @Nullable Long before, int limit) {
        var only = present.onlyFleets();
        if (only.isEmpty()) {
            return history.deployments(fleet, status, before, limit);
        }
        var fleets = only.get().stream()
                .filter(name -> fleet == null || fleet.equals(name))
                .toList();
        return history.deployments(fleets, status, before, limit);
    }

    @GET
    @Path("{number}")
    @Operation(summary = "A deployment with its nodes, steps and timings")
    @Needs(Act.VIEW)
    public ObjectNode get(@PathParam("number") long number, @Context UriInfo uri) {
        return json.full(find(number), uri);
    }

    @GET
    @Path("{number}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "The journal as it is written; resumes after Last-Event-ID or ?after=")
    @Needs(Act.VIEW)
    public void events(
            @PathParam("number") long number,
            @HeaderParam("Last-Event-ID") @Nullable String lastId,
            @QueryParam("after") @Nullable String after,
            @Context SseEventSink sink,
            @Context Sse sse) {
        var last = Queries.number("Last-Event-ID", lastId);
        var from = last == null ? Queries.number("after", after) : last;
        var view = find(number);
        var watch = identities.watch(present.who(), view.fleet());
        streams.follow(view, from == null ? 0 : from, watch, sink, sse);
    }

    @GET
    @Path("{number}/log")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "What the commands said; of one node or step, or a range of bytes")
    @Needs(Act.VIEW)
    public Response log(
            @PathParam("number") long number,
            @QueryParam("node") @Nullable String node,
            @QueryParam("step") @Nullable String step,
            @HeaderParam("Range") @Nullable String range) {
        find(number);
        return new LogText(history, number, Queries.text(node), Queries.text(step)).answer(range);
    }

    private DeploymentView find(long number) {
        return history.deployment(number).orElseThrow(() -> unknown(number).raised());
    }

    static Problem unknown(long number) {
        return Problem.of(
                404,
                "unknown-deployment",
                "No such deployment",
                "There is no deployment " + number + "; GET /api/v1/deployments lists all.");
    }
}
