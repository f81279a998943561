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

/** A deployment's log, whatever its length: a range of it, or what a search finds in it. */
@Page
@Path("/deployments/{number}/log")
class LogPages {
    private final History history;
    private final RawLog raw;

    LogPages(History history, RawLog raw) {
        this.history = history;
        this.raw = raw;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance log(LogPage page);
    }

    /**
     * One range.
     *
     * @param at a line to show with its neighbours
     * @param before the range that ends below this line
     * @param find only lines with this text
     */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.VIEW)
    public Response log(
            @PathParam("number") long number,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step,
            @QueryParam("at") @Nullable Long at,
            @QueryParam("before") @Nullable Long before,
            @QueryParam("find") @Nullable String find) {
        var view = history.deployment(number);
        if (view.isEmpty()) {
            return Refusal.notFound("deployment " + number, "/deployments");
        }
        var wanted = new LogPage.Wanted(given(server), given(step), at, before, text(find));
        return Response.ok(
                        Templates.log(LogPage.read(history, view.get(), wanted)).render())
                .build();
    }

    /** The same address for whoever asks for text. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @Needs(Act.VIEW)
    public Response plain(
            @PathParam("number") long number,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step) {
        return raw.all(number, server, step);
    }
}
