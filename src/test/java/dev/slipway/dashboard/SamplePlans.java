package dev.slipway.dashboard;

import dev.slipway.dashboard.PlanPreview.Server;
import dev.slipway.dashboard.PlanPreview.Wave;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;

/** Two waves of two; a search fleet cannot be deployed; 2.13.1 migrates for good. */
@Alternative
@ApplicationScoped
class SamplePlans implements Plans {
    @Override
    public PlanPreview preview(String fleet, String release) {
        if (fleet.startsWith("search")) {
            return PlanPreview.refused("Fleet " + fleet + " has one node, so a deployment interrupts its service");
        }
        return new PlanPreview(
                null,
                List.of(wave(1, "web-01", "web-02"), wave(2, "web-03", "web-04")),
                4,
                2,
                release.equals("2.13.1") ? "migrate once, on web-01: irreversible" : null,
                List.of("No health check: that the release answers is not checked"));
    }

    private static Wave wave(int number, String one, String two) {
        return new Wave(number, List.of(server(one), server(two)));
    }

    private static Server server(String name) {
        return new Server(
                name,
                "2.13.2",
                List.of("preflight", "deliver", "prepare: composer"),
                List.of("drain", "activate", "run: reload php", "health", "admit", "settle"));
    }
}
