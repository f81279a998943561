package dev.slipway.engine.step;

import dev.slipway.balancer.Balancer;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.Plan;
import dev.slipway.fleet.Node;
import dev.slipway.fleet.WebNode;
import dev.slipway.health.Health;
import dev.slipway.node.Delivery;
import dev.slipway.node.NodeConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one step sees: one node, one balancer, time that passes only in pauses, and everything it said. */
final class OneStep implements StepContext {
    final List<String> log = new ArrayList<>();
    final List<String> output = new ArrayList<>();
    final List<String> finished = new ArrayList<>();
    private final Plan plan;
    private final List<Binding> bindings;
    private final NodeConnection connection;
    private final Passing crew = new Passing();
    private Standing standing = new Standing("1.0", "1.0", false, true, Set.of("edge"), null, false);

    OneStep(Plan plan, List<Binding> bindings, NodeConnection connection) {
        this.plan = plan;
        this.bindings = bindings;
        this.connection = connection;
    }

    /** How the node stands when the step begins. */
    void standing(Standing other) {
        standing = other;
    }

    /** Happens when so much time passed in pauses. */
    void after(Duration time, Runnable event) {
        crew.due = time.toNanos();
        crew.event = event;
    }

    static Binding binding(Balancer balancer) {
        return new Binding("edge", balancer, "web-1", 1);
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public Node node() {
        return WebNode.of(1);
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public long deployment() {
        return 7;
    }

    @Override
    public String installation() {
        return "inst";
    }

    @Override
    public String step() {
        return "run: restart";
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public NodeConnection connection() {
        return connection;
    }

    @Override
    public Connector connector(String node) {
        return () -> connection;
    }

    @Override
    public List<Binding> bindings() {
        return bindings;
    }

    @Override
    public Health health() {
        throw new UnsupportedOperationException("no step here asks for it");
    }

    @Override
    public Crew crew() {
        return crew;
    }

    @Override
    public MigrationLedger ledger() {
        throw new UnsupportedOperationException("no step here migrates");
    }

    @Override
    public EnvironmentFiles environment() {
        return EnvironmentFiles.NONE;
    }

    @Override
    public Delivery delivery() {
        throw new UnsupportedOperationException("no step here delivers");
    }

    @Override
    public <T extends @Nullable Object> T alone(Guarded<T> work)
            throws dev.slipway.node.NodeException, dev.slipway.balancer.BalancerException, NotOwner,
                    InterruptedException {
        return work.run();
    }

    @Override
    public void proveOwnership() {}

    @Override
    public void record(Event event) {
        standing = standing.after(event);
    }

    @Override
    public void log(String text) {
        log.add(text);
    }

    @Override
    public void output(String text, LogPosition upTo) {
        output.add(text);
    }

    @Override
    public @Nullable LogPosition taken(String job) {
        return null;
    }

    @Override
    public void acknowledgeLater(String job) {
        finished.add(job);
    }

    /** Time that passes in pauses alone. */
    private static final class Passing implements Crew {
        private long passed;
        private long due = Long.MAX_VALUE;
        private Runnable event = () -> {};

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(passed);
        }

        @Override
        public long ticks() {
            return passed;
        }

        @Override
        public double chance() {
            return 0.5;
        }

        @Override
        public void pause(Duration time) {
            passed += time.toNanos();
            if (passed >= due) {
                due = Long.MAX_VALUE;
                event.run();
            }
        }

        @Override
        public Hand start(String name, Runnable work) {
            throw new UnsupportedOperationException("a step starts no threads");
        }

        @Override
        public Permits permits(int count) {
            throw new UnsupportedOperationException("a step waits for nobody");
        }
    }
}
