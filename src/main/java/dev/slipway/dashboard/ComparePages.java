package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What two releases differ in. */
@Page
@Path("/fleets/{fleet}/compare")
@Produces(MediaType.TEXT_HTML)
class ComparePages {
    private final History history;
    private final Choices choices;

    ComparePages(History history, Choices choices) {
        this.history = history;
        this.choices = choices;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance compare(Comparison page);
    }

    /** Without both of them: from the live one to the newest. */
    @GET
    @Needs(Act.VIEW)
    public Response compare(
            @PathParam("fleet") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        var fleet = history.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var releases = choices.releases(fleet.get().application());
        var first = given(from) == null ? text(fleet.get().release()) : text(from);
        var newest = releases.isEmpty() ? "" : releases.getFirst().version();
        var second = given(to) == null ? newest : text(to);
        return Response.ok(Templates.compare(Comparison.of(fleet.get(), first, second, releases))
                        .render())
                .build();
    }
}
