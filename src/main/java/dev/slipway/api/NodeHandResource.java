package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.engine.ByHand;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.PublicUrl;
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
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A person takes a node out of rotation, and puts it back. */
@Path("/api/v1/fleets/{fleet}/nodes/{node}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fleets")
class NodeHandResource {
    private final ByHand byHand;
    private final Fleets fleets;
    private final DeploymentJson json;
    private final PublicUrl url;
    private final Caller caller;

    NodeHandResource(ByHand byHand, Fleets fleets, DeploymentJson json, PublicUrl url, Caller caller) {
        this.byHand = byHand;
        this.fleets = fleets;
        this.json = json;
        this.url = url;
        this.caller = caller;
    }

    @POST
    @Path("out")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take the node out of rotation, for a reason; with force, though too few then serve")
    @Needs(Act.OPERATE)
    public Response out(
            @PathParam("fleet") String fleet, @PathParam("node") String node, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable, InterruptedException {
        FleetResource.node(fleets, fleet, node);
        var fields = Bodies.fields(body, "reason", "force");
        var reason = fields.text("reason");
        if (reason == null) {
            fields.wrong("reason", "is missing; say why, for whoever finds the node out");
        }
        var force = fields.flag("force");
        fields.check();
        var wish = new ByHand.Wish(fleet, node, caller.name(), reason, force);
        return answer(byHand.out(wish), uri);
    }

    @POST
    @Path("in")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Put the node back into rotation, once it proved its health and the live release")
    @Needs(Act.OPERATE)
    public Response in(
            @PathParam("fleet") String fleet, @PathParam("node") String node, InputStream body, @Context UriInfo uri)
            throws JournalUnavailable, InterruptedException {
        FleetResource.node(fleets, fleet, node);
        var fields = Bodies.fields(body, "reason");
        var reason = fields.text("reason");
        fields.check();
        return answer(byHand.in(new ByHand.Wish(fleet, node, caller.name(), reason, false)), uri);
    }

    private Response answer(ByHand.Asked asked, UriInfo uri) {
        return switch (asked) {
            case ByHand.Asked.Accepted(long number) ->
                Response.accepted(json.brief(number, uri))
                        .location(URI.create(url.to("/api/v1/deployments/" + number, uri.getBaseUri())))
                        .build();
            case ByHand.Asked.Unknown(String detail) ->
                Problem.notFound(detail + ".").response();
            case ByHand.Asked.NotNow(String detail) ->
                Problem.conflict(detail + ".").response();
        };
    }
}
