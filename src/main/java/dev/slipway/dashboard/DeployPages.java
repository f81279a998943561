package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.audit.Audit;
import dev.slipway.dashboard.Actions.Wish;
import dev.slipway.history.Archive;
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
import java.time.Instant;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The deploy form with its plan. */
@Page
@Path("/fleets/{fleet}/deploy")
@Produces(MediaType.TEXT_HTML)
class DeployPages {
    private final History history;
    private final Archive archive;
    private final Choices choices;
    private final Plans plans;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;
    private final Audit audit;

    DeployPages(
            History history,
            Archive archive,
            Choices choices,
            Plans plans,
            Actions actions,
            FormGuard guard,
            Visitor visitor,
            Audit audit) {
        this.history = history;
        this.archive = archive;
        this.choices = choices;
        this.plans = plans;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
        this.audit = audit;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance deploy(DeployPage page);
    }

    @GET
    @Needs(Act.DEPLOY)
    public Response form(@PathParam("fleet") String name, @QueryParam("release") @Nullable String release) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var releases = choices.releases(fleet.get().application());
        var version = given(release);
        var chosen = releases.stream()
                .filter(one -> version == null || one.version().equals(version))
                .findFirst();
        if (version != null && chosen.isEmpty()) {
            return Refusal.notFound("release " + version, "/fleets/" + name + "/deploy");
        }
        var plan = chosen.map(one -> plans.preview(name, one.version())).orElse(null);
        var page = new DeployPage(
                fleet.get(),
                releases,
                chosen.orElse(null),
                plan,
                DeployPage.lastTook(archive, name),
                visitor.token(),
                visitor.hand(name).overrides());
        return Response.ok(Templates.deploy(page).render()).build();
    }

    @POST
    @Needs(Act.DEPLOY)
    public Response deploy(
            @PathParam("fleet") String fleet,
            @RestForm @Nullable String token,
            @RestForm @Nullable String release,
            @RestForm @Nullable String reason,
            @RestForm @Nullable String when,
            @RestForm @Nullable String date,
            @RestForm @Nullable String time,
            @RestForm @Nullable String zone,
            @RestForm @Nullable String override) {
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
        var overriding = given(override) != null;
        if (overriding && !visitor.hand(fleet).overrides()) {
            audit.record(
                    visitor.name(), "access.refused", "fleet:" + fleet, "the role approver is missing to override");
            return Refusal.of(403, "A role is missing", "This needs the role approver on " + fleet + ".", back);
        }
        if (overriding && given(reason) == null) {
            return Refusal.incomplete("Say why it is to begin in spite of what stops it; that is kept.", back);
        }
        return switch (AskedTime.of(when, date, time, zone)) {
            case AskedTime.Unclear(String why) -> Refusal.incomplete(why, back);
            case AskedTime.Then(Instant at) ->
                deploy(new Wish(fleet, text(release), given(reason), visitor.name(), at, overriding), back);
        };
    }

    private Response deploy(Wish wish, String back) {
        try {
            var number = actions.deploy(wish);
            return Response.seeOther(URI.create("/deployments/" + number)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }
}
