package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.Present;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Node;
import dev.slipway.history.History;
import dev.slipway.notice.Notices;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;

/** Fleets and their documents. */
@Path("/api/v1/fleets")
@Produces(MediaType.APPLICATION_JSON)
public class FleetResource {
    private final Fleets fleets;
    private final History history;
    private final Notices notices;
    private final Caller caller;
    private final Present present;

    FleetResource(Fleets fleets, History history, Notices notices, Caller caller, Present present) {
        this.fleets = fleets;
        this.history = history;
        this.notices = notices;
        this.caller = caller;
        this.present = present;
    }

    /**
     * A fleet whose document was just put.
     *
     * @param warnings what the document names and Slipway has not; it is stored all the same
     */
    public record Stored(@JsonUnwrapped FleetView fleet, List<String> warnings) {}

    /** All fleets. */
    @GET
    @Needs(Act.COME_IN)
    public List<FleetView> list() {
        return fleets.list().stream()
                .filter(fleet -> present.sees(fleet.name()))
                .map(this::view)
                .toList();
    }

    /** One fleet. */
    @GET
    @Path("{fleet}")
    @Needs(Act.VIEW)
    public FleetView get(String fleet) {
        return view(find(fleets, fleet));
    }

    /** Creates or replaces a fleet from its document. */
    @PUT
    @Path("{fleet}")
    @Consumes(MediaType.WILDCARD)
    @Needs(Act.CONFIGURE)
    public Response put(String fleet, InputStream document) {
        String text = Bodies.text(document);
        return switch (fleets.put(fleet, text, caller.name())) {
            case Fleets.Put.Created(Fleet stored) ->
                Response.status(201).entity(stored(stored)).build();
            case Fleets.Put.Replaced(Fleet stored) ->
                Response.ok(stored(stored)).build();
            case Fleets.Put.Mistakes(var mistakes) -> Problem.mistakes(mistakes).response();
            case Fleets.Put.InUse(String why) -> Problem.conflict(why).response();
        };
    }

    /** Removes a fleet that is not in use. */
    @DELETE
    @Path("{fleet}")
    @Needs(Act.CONFIGURE)
    public Response remove(String fleet) {
        return switch (fleets.remove(fleet, caller.name())) {
            case Fleets.Removal.Removed _ -> Response.noContent().build();
            case Fleets.Removal.Unknown _ -> unknown(fleet).response();
            case Fleets.Removal.InUse(String why) -> Problem.conflict(why).response();
        };
    }

    private Stored stored(Fleet fleet) {
        return new Stored(view(fleet), notices.warnings(fleet.name()));
    }

    private FleetView view(Fleet fleet) {
        return FleetView.of(fleet, history.fleet(fleet.name()).orElseThrow(() -> unknown(fleet.name())
                .raised()));
    }

    /** The fleet, or the request ends with 404. */
    static Fleet find(Fleets fleets, String name) {
        return fleets.find(name).orElseThrow(() -> unknown(name).raised());
    }

    /** The node, or the request ends with 404. */
    static Node node(Fleets fleets, String fleet, String name) {
        return find(fleets, fleet).node(name).orElseThrow(() -> Problem.notFound(
                        "The fleet " + fleet + " has no node " + name + ".")
                .raised());
    }

    private static Problem unknown(String fleet) {
        return Problem.notFound("There is no fleet " + fleet
                + ". GET /api/v1/fleets lists them, PUT /api/v1/fleets/{fleet} makes one.");
    }
}
