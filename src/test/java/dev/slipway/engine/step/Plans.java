package dev.slipway.engine.step;

import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Plan;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Strategy;
import dev.slipway.fleet.WebNode;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans for tests of single steps. */
final class Plans {
    private Plans() {}

    /** One of two members is the fleet's; nothing is migrated. */
    static Plan ofOneNode() {
        var strategy = new Strategy(
                1,
                null,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Strategy.OnFailure.HOLD,
                0,
                Duration.ofMinutes(1),
                false);
        var fleet = new Fleet(
                "shop-test",
                "shop",
                "test",
                new Fleet.PipelineChoice.Named("p"),
                "/srv/shop",
                "shop",
                Map.of(),
                List.of(WebNode.of(1)),
                null,
                strategy,
                3);
        Pipeline.@Nullable Command nothing = null;
        var pipeline = new Pipeline("p", List.of(), List.of(), List.of(), List.of(), nothing, List.of(), List.of());
        var release =
                new Release("shop", "1.1", "00", 1, 1, 1, Release.Migrations.NONE, null, null, "test", Instant.EPOCH);
        var web = new Plan.NodePlan("web-1", null, false, List.of(), List.of(), List.of(), null, null);
        return new Plan(Kind.DEPLOY, fleet, pipeline, release, List.of(web), 1, 1, null, List.of(), 0, 0);
    }
}
