package dev.slipway.sim;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.Strategy;
import dev.slipway.fleet.WebNode;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one seed stands for: a fleet, releases that behave well or badly, what is asked for and when, and what goes
 * wrong.
 *
 * @param approvals how many people must approve each deployment of kind {@code deploy}; 0: none
 * @param noise how often messages are lost or late; 0: never
 * @param crashAfterWrite which of the engine's writes is the last of the machine that makes it; 0: none
 */
record Scenario(
        Fleet fleet,
        Pipeline pipeline,
        Map<String, Behaviour> releases,
        List<Ask> asks,
        int machines,
        double noise,
        int crashAfterWrite,
        int disasters,
        int people,
        int approvals) {

    /** How a release behaves. */
    record Behaviour(int prepare, int migrate, int restart, boolean healthy, String answers) {
        static Behaviour good(String version) {
            return new Behaviour(0, 0, 0, true, version);
        }
    }

    /** A deployment that somebody asks for. */
    record Ask(Duration at, Kind kind, String release) {}

    /** Anything may happen. */
    static Scenario of(long seed) {
        var random = new Random(seed);
        var nodes = 2 + random.nextInt(4);
        var fleet = fleet(nodes, 1 + random.nextInt(Math.min(2, nodes - 1)), random);
        var releases = new HashMap<String, Behaviour>();
        releases.put("1.0", Behaviour.good("1.0"));
        releases.put("1.1", random.nextInt(3) > 0 ? Behaviour.good("1.1") : bad("1.1", random));
        releases.put("1.2", random.nextInt(3) > 0 ? Behaviour.good("1.2") : bad("1.2", random));
        var asks = new ArrayList<Ask>();
        asks.add(new Ask(Duration.ofMillis(10), Kind.DEPLOY, "1.1"));
        for (var i = random.nextInt(3); i > 0; i--) {
            var kinds = List.of(Kind.DEPLOY, Kind.ROLLBACK, Kind.RESTART, Kind.CATCH_UP);
            var kind = kinds.get(random.nextInt(kinds.size()));
            var release = kind == Kind.DEPLOY ? "1." + (1 + random.nextInt(2)) : "1.0";
            asks.add(new Ask(Duration.ofMillis(random.nextInt(60_000)), kind, release));
        }
        asks.addAll(byHand(new Random(~seed)));
        return new Scenario(
                fleet,
                pipeline(random.nextInt(4) == 0, random.nextInt(4) == 0),
                releases,
                asks,
                1 + random.nextInt(2),
                random.nextInt(3) == 0 ? 0 : random.nextDouble() * 2,
                random.nextBoolean() ? 0 : 1 + random.nextInt(60),
                random.nextInt(5),
                random.nextInt(6),
                approvals(seed));
    }

    private static int approvals(long seed) {
        var random = new Random(seed ^ 0x4eeL); // so that what else the seed stands for stays as it is
        return random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    }

    /** In one of three worlds a person takes a node out, and may put it back. */
    private static List<Ask> byHand(Random random) {
        if (random.nextInt(3) > 0) {
            return List.of();
        }
        var out = random.nextInt(60_000);
        var asks = new ArrayList<Ask>(List.of(new Ask(Duration.ofMillis(out), Kind.TAKE_OUT, "1.0")));
        if (random.nextBoolean()) {
            asks.add(new Ask(Duration.ofMillis(out + random.nextInt(30_000)), Kind.PUT_BACK, "1.0"));
        }
        return asks;
    }

    /** A deployment and a deployment, with nothing but crashes: it must end as without them. */
    static Scenario crashes(int afterWrite) {
        return new Scenario(
                fleet(3, 1, new Random(1)),
                pipeline(false, false),
                Map.of("1.0", Behaviour.good("1.0"), "1.1", Behaviour.good("1.1"), "1.2", bad("1.2", new Random(3))),
                List.of(
                        new Ask(Duration.ofMillis(10), Kind.DEPLOY, "1.1"),
                        new Ask(Duration.ofMillis(20), Kind.DEPLOY, "1.2")),
                1,
                0,
                afterWrite,
                0,
                0,
                0);
    }

    /** One deployment of 1.1 over 1.0 on three nodes, and nothing goes wrong but the releases. */
    static Scenario one(Map<String, Behaviour> releases) {
        return new Scenario(
                fleet(3, 1, new Random(1)),
                pipeline(false, false),
                releases,
                List.of(new Ask(Duration.ofMillis(10), Kind.DEPLOY, "1.1")),
                1,
                0,
                0,
                0,
                0,
                0);
    }

    /** One deployment of a good release over 1.0 on three nodes. */
    static Scenario good() {
        return one(Map.of("1.0", Behaviour.good("1.0"), "1.1", Behaviour.good("1.1")));
    }

    /** The same with so many machines. */
    Scenario machines(int number) {
        return new Scenario(
                fleet, pipeline, releases, asks, number, noise, crashAfterWrite, disasters, people, approvals);
    }

    /** The same with nodes that are watched for so long. */
    Scenario settling(Duration settle) {
        var is = fleet.strategy();
        return with(new Strategy(
                is.wave(),
                is.minInService(),
                is.drainTimeout(),
                settle,
                is.onFailure(),
                is.maxFailures(),
                is.capacityTimeout(),
                is.allowInterruption()));
    }

    /** The same with this answer to a failure. */
    Scenario on(Strategy.OnFailure failure) {
        var is = fleet.strategy();
        return with(new Strategy(
                is.wave(),
                is.minInService(),
                is.drainTimeout(),
                is.settle(),
                failure,
                is.maxFailures(),
                is.capacityTimeout(),
                is.allowInterruption()));
    }

    private Scenario with(Strategy strategy) {
        var other = new Fleet(
                fleet.name(),
                fleet.application(),
                fleet.environment(),
                fleet.pipeline(),
                fleet.deployPath(),
                fleet.database(),
                fleet.balancers(),
                fleet.nodes(),
                fleet.health(),
                strategy,
                fleet.keepReleases());
        return new Scenario(
                other, pipeline, releases, asks, machines, noise, crashAfterWrite, disasters, people, approvals);
    }

    private static Behaviour bad(String version, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Behaviour(1, 0, 0, true, version);
            case 1 -> new Behaviour(0, 1, 0, true, version);
            case 2 -> new Behaviour(0, 0, 1, true, version);
            case 3 -> new Behaviour(0, 0, 0, false, version);
            default -> new Behaviour(0, 0, 0, true, "1.0");
        };
    }

    private static Fleet fleet(int nodes, int wave, Random random) {
        var failure = Strategy.OnFailure.values();
        var onFailure = failure[random.nextInt(failure.length)];
        var strategy = new Strategy(
                wave,
                random.nextInt(3) == 0 ? (Integer) (1 + random.nextInt(nodes - 1)) : null,
                Duration.ofSeconds(30),
                random.nextInt(3) == 0 ? Duration.ofSeconds(3) : Duration.ZERO,
                onFailure,
                onFailure == Strategy.OnFailure.CONTINUE ? random.nextInt(2) : 0,
                Duration.ofMinutes(1),
                false);
        return new Fleet(
                World.FLEET,
                "shop",
                "production",
                new Fleet.PipelineChoice.Named("sim"),
                "/srv/shop",
                World.FLEET,
                Map.of("edge", new BalancerSpec("edge", "sim", List.of(), "", BalancerSpec.Reenter.PROOF, Map.of())),
                IntStream.rangeClosed(1, nodes).mapToObj(WebNode::of).toList(),
                new HealthCheck(
                        new HealthCheck.Probe.Http(
                                "/", 80, HealthCheck.Via.SSH, 200, null, new HealthCheck.VersionAt.Json("/version")),
                        Duration.ofMillis(500),
                        2,
                        Duration.ofSeconds(15),
                        new HealthCheck.ProcessProof.Command("pid")),
                strategy,
                3);
    }

    private static Pipeline pipeline(boolean verify, boolean idempotent) {
        return new Pipeline(
                "sim",
                List.of(),
                List.of(),
                List.of(),
                List.of(command("build", null, false)),
                command("migrate", verify ? "verify" : null, idempotent),
                List.of(command("restart", null, false)),
                List.of(command("warm", null, false)));
    }

    private static Pipeline.Command command(String name, @Nullable String verify, boolean idempotent) {
        return new Pipeline.Command(name, name, Duration.ofMinutes(2), false, verify, idempotent);
    }

    Behaviour behaviour(@Nullable String version) {
        var known = version == null ? null : releases.get(version);
        return known == null ? new Behaviour(0, 0, 1, false, "none") : known;
    }

    Release release(String version) {
        return new Release(
                "shop", version, "00", 1, 1, 1, Release.Migrations.REVERSIBLE, null, null, "sim", Schedule.START);
    }

    Planner.Planned plan(Kind kind, String version, List<String> targets, Map<String, NodeRecord> known) {
        return Planner.plan(kind, fleet, pipeline, release(version), targets, known);
    }

    /** Whether such a deployment must be approved. */
    boolean asksFor(Kind kind) {
        return approvals > 0 && kind == Kind.DEPLOY;
    }

    Event.@Nullable ApprovalAsked approval(Plan plan) {
        return asksFor(plan.kind())
                ? new Event.ApprovalAsked(
                        plan.release().version(), approvals, false, Schedule.START.plus(Duration.ofDays(1)), null)
                : null;
    }

    /** As the engine computes it for the one pool of the fleet. */
    int floor() {
        var own = fleet.strategy().minInService();
        return own != null
                ? own
                : Math.max(1, fleet.nodes().size() - fleet.strategy().wave());
    }
}
