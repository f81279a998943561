package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.Present;
import dev.slipway.audit.Audit;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.notice.Notices;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was told about deployments, and what could not be told. */
@Path("/api/v1/notices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class NoticeResource {
    private static final Set<String> STATES = Set.of("waiting", "sent", "dead", "superseded");

    private final Notices notices;
    private final Fleets fleets;
    private final Caller caller;
    private final Present present;
    private final Audit audit;

    NoticeResource(Notices notices, Fleets fleets, Caller caller, Present present, Audit audit) {
        this.notices = notices;
        this.fleets = fleets;
        this.caller = caller;
        this.present = present;
        this.audit = audit;
    }

    @GET
    @Operation(summary = "Notices of the fleets that one operates, newest first: state, fleet, before, limit")
    @Needs(Act.COME_IN)
    public List<Notices.Shown> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit) {
        var wanted = Queries.text(state);
        if (wanted != null && !STATES.contains(wanted)) {
            throw Problem.field("state", "state must be waiting, sent, dead or superseded.")
                    .raised();
        }
        return notices.list(
                operated(Queries.text(fleet)), wanted, Queries.number("before", before), Queries.limit(limit));
    }

    /** Null: all fleets, also those that are gone. */
    private @Nullable List<String> operated(@Nullable String only) {
        if (only != null) {
            return present.may(Act.OPERATE, only) ? List.of(only) : List.of();
        }
        return present.may(Act.OPERATE)
                ? null
                : fleets.list().stream()
                        .map(Fleet::name)
                        .filter(name -> present.may(Act.OPERATE, name))
                        .toList();
    }

    /** Whose it is says the notice, so it is decided here. */
    @POST
    @Path("{id}/resend")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Send a dead letter again")
    @Needs(Act.COME_IN)
    public Response resend(@PathParam("id") String id) {
        var found = id.matches("\\d{1,18}") ? notices.find(Long.parseLong(id)) : Optional.<Notices.Shown>empty();
        if (found.isEmpty() || !present.sees(found.get().fleet())) {
            return unknown(id);
        }
        var fleet = found.get().fleet();
        if (!present.may(Act.OPERATE, fleet)) {
            audit.record(caller.name(), "access.refused", "notice:" + id, "the role operator is missing on " + fleet);
            return Problem.missing(Act.OPERATE.needs(), fleet).response();
        }
        return switch (notices.resend(found.get().id(), caller.name())) {
            case AGAIN -> Response.accepted().build();
            case NOT_DEAD ->
                Problem.conflict("The notice " + id + " was not given up: it waits, or was sent.")
                        .response();
            case UNKNOWN -> unknown(id);
        };
    }

    private static Response unknown(String id) {
        return Problem.notFound("There is no notice " + id + "; GET /api/v1/notices lists them.")
                .response();
    }
}
