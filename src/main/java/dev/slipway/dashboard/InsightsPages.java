package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;
import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.Archive;
import dev.slipway.history.Archive.Filter;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How deployments went over the weeks. */
@Page
@Path("/insights")
class InsightsPages {
    private static final int MONTH = 30;
    private static final int QUARTER = 91;

    private final Archive archive;
    private final History history;
    private final InstantSource clock;
    private final Visitor visitor;

    InsightsPages(Archive archive, History history, InstantSource clock, Visitor visitor) {
        this.visitor = visitor;
        this.archive = archive;
        this.history = history;
        this.clock = clock;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance insights(Insights insights);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Needs(Act.COME_IN)
    public String insights(@QueryParam("fleet") @Nullable String fleet, @QueryParam("days") @Nullable String days) {
        return Templates.insights(read(fleet, days)).render();
    }

    @GET
    @Path("slipway-insights.csv")
    @Produces("text/csv")
    @Needs(Act.COME_IN)
    public Response csv(@QueryParam("fleet") @Nullable String fleet, @QueryParam("days") @Nullable String days) {
        return Response.ok(read(fleet, days).csv(), "text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=slipway-insights.csv")
                .build();
    }

    private Insights read(@Nullable String fleet, @Nullable String days) {
        var fleets =
                visitor.seen(history.fleets()).stream().map(one -> one.name()).toList();
        var count = new InsightsCount(Integer.toString(QUARTER).equals(days) ? QUARTER : MONTH, clock.instant());
        visitor.seen(archive).ended(count.since(), new Filter(given(fleet), null, null), count::add);
        return count.insights(text(fleet), fleets);
    }
}
