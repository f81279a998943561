package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The list of deployments, and the page of each. */
@Page
@Path("/deployments")
class DeploymentPages {
    private static final int ROWS = 50;
    private static final int LOG_BLOCK = 1_000;

    private final History history;
    private final LogTail tail;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;
    private final InstantSource clock;

    DeploymentPages(
            History history, LogTail tail, Actions actions, FormGuard guard, Visitor visitor, InstantSource clock) {
        this.history = history;
        this.tail = tail;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
        this.clock = clock;
    }

    /** One row of the list. */
    record Row(DeploymentView view, Chip chip, Hull hull) {
        static Row of(DeploymentView view) {
            return new Row(view, Chip.ofDeployment(view.status()), Hull.of(view));
        }

        public Instant at() {
            return view.startedAt() == null ? view.queuedAt() : view.startedAt();
        }
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(List<Row> rows, @Nullable Long older, String fleet, String status);

        static native TemplateInstance deployment(
                DeploymentPage page, List<LogPart> log, long lastLine, String server, String step);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.COME_IN)
    public String list(
            @QueryParam("fleet") @Nullable String fleet,
            @QueryParam("status") @Nullable String status,
            @QueryParam("before") @Nullable Long before) {
        var views = visible(given(fleet), given(status), before);
        var shown = views.subList(0, Math.min(ROWS, views.size()));
        var older = views.size() > ROWS ? shown.getLast().number() : null;
        var rows = shown.stream().map(Row::of).toList();
        return Templates.list(rows, older, text(fleet), text(status)).render();
    }

    private List<DeploymentView> visible(@Nullable String fleet, @Nullable String status, @Nullable Long before) {
        var only = visitor.present().onlyFleets();
        if (only.isEmpty()) {
            return history.deployments(fleet, status, before, ROWS + 1);
        }
        var fleets = only.get().stream()
                .filter(name -> fleet == null || fleet.equals(name))
                .toList();
        return history.deployments(fleets, status, before, ROWS + 1);
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
        var page = DeploymentPage.of(
                view.get(), lines, clock.instant(), visitor.hand(view.get().fleet()));
        var last = lines.isEmpty() ? 0 : lines.getLast().number();
        return Response.ok(Templates.deployment(page, LogPart.of(lines), last, text(server), text(step))
                        .render())
                .build();
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
        // Saying yes is another role's than telling a deployment what to do.
        if (text(choice).equals("approve") && !approves(number)) {
            return Refusal.of(new ActionRefused("A role is missing", "Only an approver may approve."), back);
        }
        try {
            actions.decide(number, text(choice), given(question), given(node), visitor.name());
            return Response.seeOther(URI.create(back)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }

    private boolean approves(long number) {
        return history.deployment(number)
                .filter(view -> visitor.present().may(Act.APPROVE, view.fleet()))
                .isPresent();
    }

    @GET
    @Path("{number}/log")
    @Produces(MediaType.TEXT_PLAIN)
    @Needs(Act.VIEW)
    public Response log(
            @PathParam("number") long number,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step) {
        if (history.deployment(number).isEmpty()) {
            return Refusal.notFound("deployment " + number, "/deployments");
        }
        StreamingOutput body = out -> {
            long after = 0;
            List<LogLine> lines;
            do {
                lines = history.log(number, given(server), given(step), after, LOG_BLOCK);
                var text = new StringBuilder();
                for (var line : lines) {
                    var who = line.node() == null ? "-" : line.node();
                    text.append(line.at())
                            .append(' ')
                            .append(who)
                            .append(" [")
                            .append(line.step())
                            .append("] ");
                    text.append(line.text()).append('\n');
                    after = line.number();
                }
                out.write(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } while (lines.size() == LOG_BLOCK);
        };
        return Response.ok(body, "text/plain; charset=utf-8").build();
    }

    static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
