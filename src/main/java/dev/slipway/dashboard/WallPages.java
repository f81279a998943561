package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** For a screen on the wall: big bars, and nothing to press. */
@Page
@Path("/wall")
@Produces(MediaType.TEXT_HTML)
class WallPages {
    private final History history;
    private final Visitor visitor;

    WallPages(History history, Visitor visitor) {
        this.visitor = visitor;
        this.history = history;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance wall(List<FleetPage> fleets);
    }

    @GET
    @Needs(Act.COME_IN)
    public String wall() {
        return Templates.wall(visitor.seen(history.fleets()).stream()
                        .map(fleet -> new FleetPage(
                                fleet,
                                FleetPage.servers(fleet),
                                fleet.running() == null
                                        ? null
                                        : history.deployment(fleet.running()).orElse(null),
                                List.of(),
                                "",
                                List.of(),
                                Hand.NONE))
                        .toList())
                .render();
    }
}
