package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.dashboard.Choices.TrafficView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The first page, and the page of each fleet with its deploy form. */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class FleetPages {
    private final History history;
    private final Choices choices;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;

    FleetPages(History history, Choices choices, Actions actions, FormGuard guard, Visitor visitor) {
        this.history = history;
        this.choices = choices;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance overview(Overview overview);

        static native TemplateInstance fleet(
                FleetPage page, @Nullable TrafficView traffic, List<DeploymentPages.Row> recent);

        static native TemplateInstance fleet$traffic(FleetView fleet, @Nullable TrafficView traffic);
    }

    @GET
    @Needs(Act.COME_IN)
    public String overview() {
        var pages = history.fleets().stream()
                .filter(fleet -> visitor.sees(fleet.name()))
                .map(fleet -> page(fleet, List.of(), ""))
                .toList();
        return Templates.overview(Overview.of(pages)).render();
    }

    @GET
    @Path("fleets/{fleet}")
    @Needs(Act.VIEW)
    public Response fleet(@PathParam("fleet") String name, @QueryParam("release") @Nullable String release) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var page = page(fleet.get(), choices.releases(fleet.get().application()), text(release));
        var recent = history.deployments(name, null, null, 8).stream()
                .map(DeploymentPages.Row::of)
                .toList();
        var traffic = choices.traffic(name).orElse(null);
        return Response.ok(Templates.fleet(page, traffic, recent).render()).build();
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

    @POST
    @Path("fleets/{fleet}/deploy")
    @Needs(Act.DEPLOY)
    public Response deploy(
            @PathParam("fleet") String fleet,
            @RestForm @Nullable String token,
            @RestForm @Nullable String release,
            @RestForm @Nullable String reason) {
        if (history.fleet(fleet).isEmpty()) {
            return Refusal.notFound("fleet " + fleet, "/");
        }
        var back = "/fleets/" + fleet;
        if (!guard.knows(token)) {
            return Refusal.badForm(back);
        }
        if (given(release) == null) {
            return Refusal.incomplete("Choose the release that is to be deployed.", back);
        }
        try {
            var number = actions.deploy(fleet, text(release), given(reason), visitor.name());
            return Response.seeOther(URI.create("/deployments/" + number)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }

    private FleetPage page(FleetView fleet, List<ReleaseChoice> releases, String chosen) {
        var running = fleet.running() == null
                ? null
                : history.deployment(fleet.running()).orElse(null);
        return new FleetPage(fleet, FleetPage.servers(fleet), running, releases, chosen, visitor.hand(fleet.name()));
    }
}
