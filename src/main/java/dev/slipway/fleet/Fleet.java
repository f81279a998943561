package dev.slipway.fleet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that run one application in one environment, with their balancers, pipeline and strategy.
 *
 * @param name unique, {@code [a-z0-9][a-z0-9-]*}, at most 63 characters
 * @param pipeline a pipeline's name, or the document itself
 * @param deployPath the fleet's own; a node may override it
 * @param database what migrations are counted against; the fleet's name by default
 * @param health null: nothing is checked, and the pages say so
 * @param keepReleases releases kept on a node, the current and the previous one always among them
 * @param approvals who must say yes before a deployment begins; null: nobody
 */
public record Fleet(
        String name,
        String application,
        String environment,
        PipelineChoice pipeline,
        String deployPath,
        String database,
        Map<String, BalancerSpec> balancers,
        List<Node> nodes,
        @Nullable HealthCheck health,
        Strategy strategy,
        int keepReleases,
        @Nullable ApprovalRule approvals) {

    public Fleet {
        nodes = List.copyOf(nodes);
        var ordered = new LinkedHashMap<>(balancers); // in the order of the document
        for (var named : ordered.entrySet()) {
            named.setValue(named.getValue().withMembers(members(nodes, named.getKey())));
        }
        balancers = Collections.unmodifiableMap(ordered);
    }

    /** A fleet whose deployments nobody has to approve. */
    public Fleet(
            String name,
            String application,
            String environment,
            PipelineChoice pipeline,
            String deployPath,
            String database,
            Map<String, BalancerSpec> balancers,
            List<Node> nodes,
            @Nullable HealthCheck health,
            Strategy strategy,
            int keepReleases) {
        this(
                name,
                application,
                environment,
                pipeline,
                deployPath,
                database,
                balancers,
                nodes,
                health,
                strategy,
                keepReleases,
                null);
    }

    private static List<String> members(List<Node> nodes, String balancer) {
        return nodes.stream()
                .flatMap(node -> Optional.ofNullable(node.members().get(balancer)).stream())
                .toList();
    }

    /** The same with these nodes. */
    Fleet withNodes(List<Node> others) {
        return new Fleet(
                name,
                application,
                environment,
                pipeline,
                deployPath,
                database,
                balancers,
                others,
                health,
                strategy,
                keepReleases,
                approvals);
    }

    /** The balancers in which the node has a member that somebody drains, in the order of the document. */
    public List<BalancerSpec> balancersOf(Node node) {
        return balancers.values().stream()
                .filter(b -> node.members().containsKey(b.name()) && !b.driver().equals("none"))
                .toList();
    }

    /** The node of this name. */
    public Optional<Node> node(String nodeName) {
        return nodes.stream().filter(n -> n.name().equals(nodeName)).findFirst();
    }

    /** Which pipeline a fleet runs. */
    public sealed interface PipelineChoice {
        /** A built-in or stored pipeline. */
        record Named(String name) implements PipelineChoice {}

        /** The steps in place, as the YAML text of a pipeline document. */
        record InPlace(String document) implements PipelineChoice {}
    }
}
