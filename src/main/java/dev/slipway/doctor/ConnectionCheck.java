package dev.slipway.doctor;

import dev.slipway.balancer.Balancers;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Environments;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Installation;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.health.MaskedHealth;
import dev.slipway.node.Fence;
import dev.slipway.node.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at every node and balancer of a fleet, changing nothing on any of them. */
@ApplicationScoped
public class ConnectionCheck {
    /** Below every owner's, so that nothing is ever done with it: looking is not fenced, and doing is refused. */
    private static final long NO_EPOCH = 0;

    private final Nodes nodes;
    private final Balancers balancers;
    private final Health health;
    private final Environments environments;
    private final Installation installation;

    ConnectionCheck(
            Nodes nodes, Balancers balancers, Health health, Environments environments, Installation installation) {
        this.nodes = nodes;
        this.balancers = balancers;
        this.health = health;
        this.environments = environments;
        this.installation = installation;
    }

    /**
     * What to look for.
     *
     * @param tools programs that the fleet's pipeline names
     * @param commands the pipeline's commands; of those that begin with {@code sudo}, the right to run them is asked
     * @param base where this Slipway answers, for the lines that mend something
     */
    public record Wanted(Fleet fleet, List<String> tools, List<String> commands, String base) {
        public Wanted {
            tools = List.copyOf(tools);
            commands = List.copyOf(commands);
        }
    }

    /** Looks at all of them at once; takes as long as the slowest. */
    public List<NodeReport> check(Wanted wanted) throws InterruptedException {
        var fleet = wanted.fleet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                return check(wanted, fleet, threads);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private List<NodeReport> check(Wanted wanted, Fleet fleet, ExecutorService threads) throws InterruptedException {
        var asked = new HashMap<String, Future<Pools.Asked>>();
        for (BalancerSpec spec : fleet.balancers().values()) {
            if (!spec.driver().equals("none")) {
                asked.put(spec.name(), threads.submit(Pools.asking(balancers, spec)));
            }
        }
        var fence = new Fence(installation.id(), fleet.name(), NO_EPOCH, "check");
        var masked = new MaskedHealth(health, environments.mask(fleet.name()));
        var looked = new LinkedHashMap<Node, Future<List<Finding>>>();
        for (var node : fleet.nodes()) {
            looked.put(node, threads.submit(() -> new NodeCheck(nodes, masked, fence, wanted, node).run()));
        }
        Map<String, Pools.Asked> answers = new HashMap<>();
        for (var one : asked.entrySet()) {
            answers.put(one.getKey(), got(one.getValue()));
        }
        var pools = new Pools(answers);
        var reports = new ArrayList<NodeReport>();
        for (var one : looked.entrySet()) {
            var findings = new ArrayList<>(got(one.getValue()));
            findings.addAll(pools.of(fleet, one.getKey()));
            reports.add(NodeReport.of(one.getKey().name(), findings));
        }
        return reports;
    }

    private static <T> T got(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("A look was interrupted");
            }
            throw new IllegalStateException("A look failed", e.getCause());
        }
    }
}
