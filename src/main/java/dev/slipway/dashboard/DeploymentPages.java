package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.Archive;
import dev.slipway.history.DeploymentView;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The list of deployments, and the page of each. */
@Page
@Path("/deployments")
class DeploymentPages {
    /** Words that take another role than telling a deployment what to do. */
    private static final Set<String> ANOTHER_ROLES = Set.of("approve", "refuse");

    private final History history;
    private final Archive archive;
    private final Choices choices;
    private final LogTail tail;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;
    private final ApprovalLook look;
    private final InstantSource clock;

    DeploymentPages(
            History history,
            Archive archive,
            Choices choices,
            LogTail tail,
            Actions actions,
            FormGuard guard,
            Visitor visitor,
            ApprovalLook look,
            InstantSource clock) {
        this.history = history;
        this.archive = archive;
        this.choices = choices;
        this.tail = tail;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
        this.look = look;
        this.clock = clock;
    }

    /** One deployment in a short list. */
    record Row(DeploymentView view, Chip chip, Hull hull) {
        static Row of(DeploymentView view) {
            return new Row(view, Chip.ofDeployment(view.status()), Hull.of(view));
        }

        public Instant at() {
            return view.startedAt() == null ? view.queuedAt() : view.startedAt();
        }
    }

    /**
     * The newest of a deployment's log, as its page shows it.
     *
     * @param last number of the newest line
     * @param total lines of all servers and steps
     */
    record LogShown(List<LogBlock> blocks, long last, long total, String server, String step) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(DeploymentList list);

        static native TemplateInstance deployment(
                DeploymentPage page,
                ActsPage acts,
                LogShown log,
                List<ReleaseChoice> changes,
                ApprovalsPage.@Nullable Item waits);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.COME_IN)
    public String list(
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("person") @Nullable String person,
            @QueryParam("status") @Nullable String status,
            @QueryParam("before") @Nullable Long before) {
        var live = DeploymentList.LIVE.equals(given(status));
        var filter = new Archive.Filter(given(fleet), given(person), live ? null : given(status));
        return Templates.list(DeploymentList.read(
                        visitor.seen(archive), visitor.seen(history.fleets()), history, filter, live, before))
                .render();
    }

    @GET
    @Path("{number}")
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.VIEW)
    public Response deployment(
            @PathParam("number") long number,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step) {
        var view = history.deployment(number);
        if (view.isEmpty()) {
            return Refusal.notFound("deployment " + number, "/deployments");
        }
        var lines = tail.newest(number, given(server), given(step));
        var shown = view.get();
        var page = DeploymentPage.of(
                shown, tail.ofQuestion(shown), DeploymentPage.servers(shown, history), clock.instant());
        var last = lines.isEmpty() ? 0 : lines.getLast().number();
        var log = new LogShown(LogBlock.of(lines), last, history.logLines(number), text(server), text(step));
        var acts = ActsPage.of(shown, visitor);
        var waits = shown.status().equals("waiting_approval") ? look.at(shown) : null;
        var changes = waits == null ? changes(shown) : waits.changes();
        return Response.ok(Templates.deployment(page, acts, log, changes, waits).render())
                .build();
    }

    /** The buttons alone, for a page whose stream says that the state is another one now. */
    @GET
    @Path("{number}/acts")
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.VIEW)
    public Response acts(@PathParam("number") long number) {
        var view = history.deployment(number);
        if (view.isEmpty()) {
            return Refusal.notFound("deployment " + number, "/deployments");
        }
        var acts = ActsPage.of(view.get(), visitor);
        return Response.ok(Fragments.deployment$acts(acts).render()
                        + Fragments.deployment$asks(acts).render())
                .build();
    }

    private List<ReleaseChoice> changes(DeploymentView view) {
        return view.application().isEmpty()
                ? List.of()
                : Comparison.between(choices.releases(view.application()), view.previousRelease(), view.release());
    }

    @POST
    @Path("{number}/decide")
    @Needs(Act.DECIDE)
    public Response decide(
            @PathParam("number") long number,
            @RestForm @Nullable String token,
            @RestForm @Nullable String choice,
            @RestForm @Nullable String question,
            @RestForm @Nullable String node) {
        var back = "/deployments/" + number;
        if (!guard.knows(token)) {
            return Refusal.badForm(back);
        }
        if (given(choice) == null) {
            return Refusal.incomplete("The form named no choice. Use one of the buttons of the page.", back);
        }
        if (ANOTHER_ROLES.contains(text(choice))) {
            return Refusal.incomplete("Approving and refusing have buttons of their own.", back);
        }
        try {
            actions.decide(number, text(choice), given(question), given(node), visitor.name());
            return Response.seeOther(URI.create(back)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }

    static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
