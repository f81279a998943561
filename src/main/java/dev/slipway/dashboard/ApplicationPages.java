package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Applications: where each of them runs, and which release is live there. */
@Page
@Path("/applications")
@Produces(MediaType.TEXT_HTML)
class ApplicationPages {
    private final History history;
    private final Choices choices;
    private final Visitor visitor;

    ApplicationPages(History history, Choices choices, Visitor visitor) {
        this.history = history;
        this.choices = choices;
        this.visitor = visitor;
    }

    /**
     * One application.
     *
     * @param fleets those that the visitor may see
     * @param releases newest first
     */
    record Application(String name, List<FleetView> fleets, List<ReleaseChoice> releases) {
        /** Fleets where a release is live. */
        public List<FleetView> liveOn(ReleaseChoice release) {
            return fleets.stream()
                    .filter(fleet -> release.version().equals(fleet.release()))
                    .toList();
        }

        /** How many releases are newer than the live one of a fleet; 0 when none is live. */
        public int behind(FleetView fleet) {
            for (var i = 0; i < releases.size(); i++) {
                if (releases.get(i).version().equals(fleet.release())) {
                    return i;
                }
            }
            return 0;
        }
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(List<Application> applications);

        static native TemplateInstance application(Application application);
    }

    @GET
    @Needs(Act.COME_IN)
    public String list() {
        var byName = new TreeMap<String, List<FleetView>>();
        for (var fleet : visitor.seen(history.fleets())) {
            byName.computeIfAbsent(fleet.application(), key -> new ArrayList<>())
                    .add(fleet);
        }
        return Templates.list(byName.entrySet().stream()
                        .map(one -> new Application(one.getKey(), one.getValue(), choices.releases(one.getKey())))
                        .toList())
                .render();
    }

    @GET
    @Path("{application}")
    @Needs(Act.VIEW_RELEASES)
    public Response one(@PathParam("application") String name) {
        var fleets = visitor.seen(history.fleets()).stream()
                .filter(fleet -> fleet.application().equals(name))
                .toList();
        return fleets.isEmpty()
                ? Refusal.notFound("application " + name, "/applications")
                : Response.ok(Templates.application(new Application(name, fleets, choices.releases(name)))
                                .render())
                        .build();
    }
}
