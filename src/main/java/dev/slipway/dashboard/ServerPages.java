package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All servers, and the page of each. */
@Page
@Path("/servers")
@Produces(MediaType.TEXT_HTML)
class ServerPages {
    private static final int VISITS = 15;

    private final History history;
    private final Visitor visitor;
    private final Inventory inventory;

    ServerPages(History history, Inventory inventory, Visitor visitor) {
        this.visitor = visitor;
        this.history = history;
        this.inventory = inventory;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(ServerList list);

        static native TemplateInstance server(ServerPage page);
    }

    @GET
    @Needs(Act.COME_IN)
    public String list(@QueryParam("place") @Nullable String place, @QueryParam("from") @DefaultValue("0") int from) {
        return Templates.list(ServerList.of(visitor.seen(history.fleets()), text(place), from))
                .render();
    }

    @GET
    @Path("{name}")
    @Needs(Act.COME_IN)
    public Response server(@PathParam("name") String name) {
        var places = visitor.seen(history.fleets()).stream()
                .flatMap(fleet -> fleet.nodes().stream()
                        .filter(node -> node.name().equals(name))
                        .map(node -> place(fleet, node)))
                .toList();
        return places.isEmpty()
                ? Refusal.notFound("server " + name, "/servers")
                : Response.ok(Templates.server(new ServerPage(name, places)).render())
                        .build();
    }

    private ServerPage.Place place(FleetView fleet, FleetView.Node node) {
        var document = inventory.fleet(fleet.name()).orElse(null);
        return new ServerPage.Place(
                fleet,
                FleetPage.Server.of(node),
                ServerPage.facts(document, node.name()),
                visits(fleet.name(), node.name()),
                visitor.hand(fleet.name()));
    }

    private List<ServerPage.Visit> visits(String fleet, String server) {
        return history.deployments(fleet, null, null, VISITS).stream()
                .flatMap(view -> Stream.ofNullable(ServerPage.Visit.of(view, server)))
                .toList();
    }
}
