package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.Archive;
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
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Releases of all applications, the history of each fleet, and the way back. */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class ReleasePages {
    private final History history;
    private final Archive archive;
    private final Choices choices;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;

    ReleasePages(History history, Archive archive, Choices choices, Actions actions, FormGuard guard, Visitor visitor) {
        this.history = history;
        this.archive = archive;
        this.choices = choices;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
    }

    /** One application's releases and the fleets they can reach. */
    record Shelf(String application, List<ReleaseChoice> releases, List<FleetView> fleets) {
        /** Fleets where a release is live. */
        public List<FleetView> liveOn(ReleaseChoice release) {
            return fleets.stream()
                    .filter(fleet -> release.version().equals(fleet.release()))
                    .toList();
        }
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance shelves(List<Shelf> shelves);

        static native TemplateInstance releases(ReleasesPage page);

        static native TemplateInstance rollback(RollbackPage page);
    }

    @GET
    @Path("releases")
    @Needs(Act.COME_IN)
    public String shelves() {
        var fleets = history.fleets().stream()
                .filter(fleet -> visitor.sees(fleet.name()))
                .toList();
        var shelves = new ArrayList<Shelf>();
        var applications = new TreeSet<String>();
        fleets.forEach(fleet -> applications.add(fleet.application()));
        for (var application : applications) {
            var own = fleets.stream()
                    .filter(fleet -> fleet.application().equals(application))
                    .toList();
            shelves.add(new Shelf(application, choices.releases(application), own));
        }
        return Templates.shelves(shelves).render();
    }

    @GET
    @Path("fleets/{fleet}/releases")
    @Needs(Act.VIEW)
    public Response releases(@PathParam("fleet") String name, @QueryParam("before") @Nullable Long before) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/releases");
        }
        var views = history.deployments(name, null, before, ReleasesPage.ROWS + 1);
        var page =
                ReleasesPage.of(fleet.get(), views, choices.releases(fleet.get().application()), visitor.hand(name));
        return Response.ok(Templates.releases(page).render()).build();
    }

    @GET
    @Path("fleets/{fleet}/rollback")
    @Needs(Act.ROLL_BACK)
    public Response rollback(@PathParam("fleet") String name, @QueryParam("to") @Nullable String to) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/releases");
        }
        var target = given(to) == null ? fleet.get().previousRelease() : text(to);
        if (target == null) {
            return Refusal.incomplete(
                    "This fleet has no earlier release to go back to.", "/fleets/" + name + "/releases");
        }
        var releases = choices.releases(fleet.get().application());
        if (releases.stream().noneMatch(release -> release.version().equals(target))) {
            return Refusal.notFound("release " + target, "/fleets/" + name + "/releases");
        }
        return Response.ok(
                        Templates.rollback(page(fleet.get(), target, releases)).render())
                .build();
    }

    private RollbackPage page(FleetView fleet, String to, List<ReleaseChoice> releases) {
        return RollbackPage.of(
                fleet,
                to,
                releases,
                archive.migrations(fleet.name()),
                DeployPage.lastTook(archive, fleet.name()),
                visitor.token());
    }

    @POST
    @Path("fleets/{fleet}/rollback")
    @Needs(Act.ROLL_BACK)
    public Response rollBack(
            @PathParam("fleet") String fleet,
            @RestForm @Nullable String token,
            @RestForm @Nullable String to,
            @RestForm @Nullable String reason,
            @RestForm @Nullable String known) {
        var back = "/fleets/" + fleet + "/releases";
        var view = history.fleet(fleet);
        if (view.isEmpty()) {
            return Refusal.notFound("fleet " + fleet, "/releases");
        }
        if (!guard.knows(token)) {
            return Refusal.badForm(back);
        }
        if (given(to) == null) {
            return Refusal.incomplete("Choose the release to go back to.", back);
        }
        // The box was required by the form that was shown; a release may have become live since, and forms can be
        // forged.
        var page = page(view.get(), text(to), choices.releases(view.get().application()));
        if (!page.irreversible().isEmpty() && given(known) == null) {
            return Refusal.incomplete(
                    page.to() + " must work with the database as " + page.irreversibleWords()
                            + " left it. Say that you made sure.",
                    "/fleets/" + fleet + "/rollback?to=" + URLEncoder.encode(page.to(), UTF_8));
        }
        try {
            var number = actions.rollBack(fleet, text(to), given(reason), visitor.name());
            return Response.seeOther(URI.create("/deployments/" + number)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }
}
