package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.dashboard.Choices.TrafficView;
import dev.slipway.fleet.FoundServers;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.notice.Notices;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first page, and the page of each fleet with its deploy form. */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class FleetPages {
    private static final int MOST_QUEUED = 20;

    private final History history;
    private final Choices choices;
    private final Inventory inventory;
    private final Notices notices;
    private final Visitor visitor;

    FleetPages(History history, Choices choices, Inventory inventory, Notices notices, Visitor visitor) {
        this.history = history;
        this.choices = choices;
        this.inventory = inventory;
        this.notices = notices;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance overview(Overview overview);

        static native TemplateInstance fleet(
                FleetPage page,
                @Nullable TrafficView traffic,
                List<DeploymentPages.Row> recent,
                List<DeploymentView> queued,
                List<String> warnings);

        static native TemplateInstance fleet$traffic(FleetView fleet, @Nullable TrafficView traffic);
    }

    @GET
    @Needs(Act.COME_IN)
    public String overview() {
        var pages = history.fleets().stream()
                .filter(fleet -> visitor.sees(fleet.name()))
                .map(fleet -> page(fleet, List.of(), "", List.of()))
                .toList();
        return Templates.overview(Overview.of(pages, visitor.waiting())).render();
    }

    @GET
    @Path("fleets/{fleet}")
    @Needs(Act.VIEW)
    public Response fleet(@PathParam("fleet") String name, @QueryParam("release") @Nullable String release) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var page = page(fleet.get(), choices.releases(fleet.get().application()), text(release), inventory.found(name));
        var recent = history.deployments(name, null, null, 8).stream()
                .map(DeploymentPages.Row::of)
                .toList();
        var traffic = choices.traffic(name).orElse(null);
        var queued = fleet.get().queued().stream()
                .limit(MOST_QUEUED)
                .flatMap(number -> history.deployment(number).stream())
                .toList();
        var warnings = visitor.present().may(Act.CONFIGURE, name) ? notices.warnings(name) : List.<String>of();
        return Response.ok(
                        Templates.fleet(page, traffic, recent, queued, warnings).render())
                .build();
    }

    /** The traffic card alone, for the page to fetch again. */
    @GET
    @Path("fleets/{fleet}/traffic")
    @Needs(Act.VIEW)
    public Response traffic(@PathParam("fleet") String name) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var traffic = choices.traffic(name).orElse(null);
        return Response.ok(Templates.fleet$traffic(fleet.get(), traffic).render())
                .build();
    }

    private FleetPage page(
            FleetView fleet, List<ReleaseChoice> releases, String chosen, List<FoundServers.Standing> sources) {
        var running = fleet.running() == null
                ? null
                : history.deployment(fleet.running()).orElse(null);
        return new FleetPage(
                fleet, FleetPage.servers(fleet), running, releases, chosen, sources, visitor.hand(fleet.name()));
    }
}
