package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.doctor.Finding;
import dev.slipway.doctor.NodeReport;
import dev.slipway.fleet.PublicUrl;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Looks at the servers of a fleet when a person asks for it, and says what mends what is wrong. */
@Page
@Path("/fleets/{fleet}/check")
@Produces(MediaType.TEXT_HTML)
class CheckPages {
    private final History history;
    private final Inventory inventory;
    private final FormGuard guard;
    private final Visitor visitor;
    private final PublicUrl url;

    CheckPages(History history, Inventory inventory, FormGuard guard, Visitor visitor, PublicUrl url) {
        this.history = history;
        this.inventory = inventory;
        this.guard = guard;
        this.visitor = visitor;
        this.url = url;
    }

    /** What was found at one server. */
    record Report(String name, List<Look> looks, int wrong) {
        static Report of(NodeReport report) {
            var looks = report.checks().stream().map(Look::of).toList();
            var wrong = (int)
                    looks.stream().filter(look -> look.tone().equals("bad")).count();
            return new Report(report.name(), looks, wrong);
        }
    }

    /** One thing that was looked at. */
    record Look(
            String name,
            String tone,
            String icon,
            String said,
            @Nullable String mend) {
        static Look of(Finding finding) {
            var ok = finding.ok();
            var tone = ok == null ? "none" : ok ? "good" : "bad";
            var icon = ok == null ? "dot" : ok ? "check" : "x";
            return new Look(word(finding.check()), tone, icon, finding.said(), finding.mend());
        }

        private static String word(String check) {
            return switch (check) {
                case "reachable" -> "Reachable";
                case "host-key" -> "Host key";
                case "login" -> "Login";
                case "deploy-path" -> "Folder";
                case "tools" -> "Tools";
                case "restart" -> "Restart";
                case "health" -> "Health";
                case "member" -> "Balancer";
                default -> check;
            };
        }
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance check(String fleet, @Nullable List<Report> reports, String token);
    }

    @GET
    @Needs(Act.CHECK)
    public Response page(@PathParam("fleet") String fleet) {
        return history.fleet(fleet).isEmpty()
                ? Refusal.notFound("fleet " + fleet, "/")
                : Response.ok(Templates.check(fleet, null, visitor.token()).render())
                        .build();
    }

    @POST
    @Needs(Act.CHECK)
    public Response check(@PathParam("fleet") String name, @RestForm @Nullable String token, @Context UriInfo uri)
            throws InterruptedException {
        if (!guard.knows(token)) {
            return Refusal.badForm("/fleets/" + name + "/check");
        }
        var fleet = inventory.fleet(name);
        if (fleet.isEmpty()) {
            return Refusal.notFound("fleet " + name, "/");
        }
        var base = url.base(uri.getBaseUri());
        var reports =
                inventory.check(fleet.get(), base).stream().map(Report::of).toList();
        return Response.ok(Templates.check(name, reports, visitor.token()).render())
                .build();
    }
}
