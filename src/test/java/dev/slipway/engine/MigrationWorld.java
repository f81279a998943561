package dev.slipway.engine;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.Plan;
import dev.slipway.engine.step.Binding;
import dev.slipway.engine.step.Connector;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepKinds;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import dev.slipway.fleet.Strategy;
import dev.slipway.health.Health;
import dev.slipway.node.Delivery;
import dev.slipway.node.NodeConnection;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One deployment's migrate step, with the ledger and the way to the node that a test gives it. */
record MigrationWorld(
        Plan plan, long deployment, int attempt, MigrationLedger ledger, Connector way, Map<String, LogPosition> taken)
        implements StepContext {

    static MigrationWorld of(
            Pipeline.Command migrate,
            Node node,
            String release,
            long deployment,
            MigrationLedger ledger,
            Connector way) {
        var strategy = new Strategy(
                1,
                null,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Strategy.OnFailure.HOLD,
                0,
                Duration.ofMinutes(1),
                true);
        var fleet = new Fleet(
                "shop-" + deployment,
                "shop",
                "test",
                new Fleet.PipelineChoice.Named("p"),
                "app",
                "shop",
                Map.of(),
                List.of(node),
                null,
                strategy,
                3);
        var pipeline = new Pipeline("p", List.of(), List.of(), List.of(), List.of(), migrate, List.of(), List.of());
        var made = new Release(
                "shop", release, "00", 1, 1, 1, Release.Migrations.REVERSIBLE, null, null, "test", Instant.EPOCH);
        var plan = new Plan(Kind.DEPLOY, fleet, pipeline, made, List.of(), 1, 0, node.name(), List.of(), 0, 0);
        return new MigrationWorld(plan, deployment, 1, ledger, way, new HashMap<>());
    }

    StepOutcome run() throws Exception {
        return StepKinds.of(plan, node().name(), step(), false).run(this);
    }

    MigrationWorld attempt(int number) {
        return new MigrationWorld(plan, deployment, number, ledger, way, taken);
    }

    MigrationWorld with(MigrationLedger other) {
        return new MigrationWorld(plan, deployment, attempt, other, way, taken);
    }

    MigrationWorld with(Connector other) {
        return new MigrationWorld(plan, deployment, attempt, ledger, other, taken);
    }

    @Override
    public Node node() {
        return plan.fleet().nodes().getFirst();
    }

    @Override
    public Standing standing() {
        throw new UnsupportedOperationException("a migration does not ask how its node stands");
    }

    @Override
    public String installation() {
        return "inst";
    }

    @Override
    public String step() {
        return "migrate: m";
    }

    @Override
    public NodeConnection connection() throws dev.slipway.node.NodeException, InterruptedException {
        return way.get();
    }

    @Override
    public Connector connector(String node) {
        return way;
    }

    @Override
    public List<Binding> bindings() {
        return List.of();
    }

    @Override
    public Health health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Crew crew() {
        return Quick.CREW;
    }

    @Override
    public EnvironmentFiles environment() {
        return EnvironmentFiles.NONE;
    }

    @Override
    public Delivery delivery() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> T alone(Guarded<T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void proveOwnership() {}

    @Override
    public void record(Event event) {}

    @Override
    public void log(String text) {}

    @Override
    public void output(String text, LogPosition upTo) {
        taken.put(upTo.job(), upTo);
    }

    @Override
    public @Nullable LogPosition taken(String job) {
        return taken.get(job);
    }

    @Override
    public void acknowledgeLater(String job) {}

    /** Time in which every pause is over at once: five minutes of a node's silence cost a moment. */
    private static final class Quick implements Crew {
        private static final Crew CREW = new Quick();
        private final AtomicLong passed = new AtomicLong();

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(ticks());
        }

        @Override
        public long ticks() {
            return passed.get();
        }

        @Override
        public double chance() {
            return 0.5;
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            passed.addAndGet(time.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        @Override
        public Hand start(String name, Runnable work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Permits permits(int count) {
            throw new UnsupportedOperationException();
        }
    }
}
