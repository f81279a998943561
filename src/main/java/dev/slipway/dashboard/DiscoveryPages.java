package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.discovery.Discoveries;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The form that looks up a fleet's servers now; it stands on the fleet's page. */
@Page
@Path("/fleets/{fleet}/discovery")
@Produces(MediaType.TEXT_HTML)
class DiscoveryPages {
    private final Discoveries discoveries;
    private final FormGuard guard;

    DiscoveryPages(Discoveries discoveries, FormGuard guard) {
        this.discoveries = discoveries;
        this.guard = guard;
    }

    @POST
    @Needs(Act.OPERATE)
    public Response look(@PathParam("fleet") String fleet, @RestForm @Nullable String token)
            throws InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm("/fleets/" + fleet);
        }
        discoveries.look(fleet);
        return Response.seeOther(URI.create("/fleets/" + fleet + "#discovery")).build();
    }
}
