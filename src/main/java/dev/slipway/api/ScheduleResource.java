package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.trigger.Firing;
import dev.slipway.trigger.Schedules;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the clock brought to a fleet. */
@Path("/api/v1/fleets/{fleet}/firings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
class ScheduleResource {
    private static final int MOST = 100;
    private final Schedules schedules;
    private final Fleets fleets;

    ScheduleResource(Schedules schedules, Fleets fleets) {
        this.schedules = schedules;
        this.fleets = fleets;
    }

    /** A firing as JSON. */
    record Shown(
            String rule,
            Instant at,
            String state,
            String verdict,
            @Nullable Long deployment) {
        static Shown of(Firing f) {
            return new Shown(f.rule(), f.at(), f.state().word(), f.verdict(), f.deployment());
        }
    }

    @GET
    @Operation(summary = "What came of the last times at which the newest release was due by the clock, newest first")
    @Needs(Act.VIEW)
    public List<Shown> list(@PathParam("fleet") String fleet) throws JournalUnavailable {
        FleetResource.find(fleets, fleet);
        return schedules.newestFirst(fleet, MOST).stream().map(Shown::of).toList();
    }
}
