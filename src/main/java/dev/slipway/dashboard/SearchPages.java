package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds servers, fleets, releases and deployments by what a person remembers of them. */
@Page
@Path("/search")
@Produces(MediaType.TEXT_HTML)
class SearchPages {
    private static final int MOST = 30;

    private final History history;
    private final Visitor visitor;
    private final Choices choices;

    SearchPages(History history, Choices choices, Visitor visitor) {
        this.visitor = visitor;
        this.history = history;
        this.choices = choices;
    }

    /** One thing that was found. */
    record Found(String kind, String name, String detail, String href) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance found(String query, List<Found> found);
    }

    @GET
    @Needs(Act.COME_IN)
    public Response search(@QueryParam("q") @Nullable String q) {
        var query = text(q);
        var number = number(query);
        if (number > 0 && history.fleetOf(number).filter(visitor::sees).isPresent()) {
            return Response.seeOther(URI.create("/deployments/" + number)).build();
        }
        var found = query.isEmpty() ? List.<Found>of() : found(query.toLowerCase(Locale.ROOT));
        return Response.ok(Templates.found(query, found).render()).build();
    }

    private List<Found> found(String words) {
        var found = new ArrayList<Found>();
        var fleets = visitor.seen(history.fleets());
        for (var fleet : fleets) {
            if (fleet.name().contains(words) || fleet.application().contains(words)) {
                var live = fleet.release() == null ? "nothing live yet" : fleet.release() + " is live";
                found.add(new Found("Fleet", fleet.name(), live, "/fleets/" + fleet.name()));
            }
            for (var node : fleet.nodes()) {
                if (node.name().contains(words) || node.host().contains(words)) {
                    var detail = fleet.name() + ", " + node.host();
                    found.add(new Found("Server", node.name(), detail, "/servers/" + node.name()));
                }
            }
        }
        var applications = new LinkedHashSet<String>();
        fleets.forEach(fleet -> applications.add(fleet.application()));
        for (var application : applications) {
            releases(application, words, fleets, found);
        }
        return found.subList(0, Math.min(MOST, found.size()));
    }

    private void releases(String application, String words, List<FleetView> fleets, List<Found> found) {
        var fleet = fleets.stream()
                .filter(one -> one.application().equals(application))
                .findFirst()
                .orElseThrow();
        for (var release : choices.releases(application)) {
            var hay = release.version() + " " + release.commit() + " " + release.notes();
            if (hay.toLowerCase(Locale.ROOT).contains(words)) {
                found.add(new Found(
                        "Release",
                        application + " " + release.version(),
                        release.notes() == null ? "" : release.notes(),
                        "/fleets/" + fleet.name() + "/deploy?release=" + release.version()));
            }
        }
    }

    private static long number(String query) {
        var digits = query.startsWith("#") ? query.substring(1) : query;
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
