package dev.slipway.api;

import dev.slipway.deployment.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plan as JSON.
 *
 * @param order the nodes in the order in which they leave rotation
 * @param waves nodes that are out together; cut further by what the floor leaves on the day
 * @param floor members that stay in service in each pool; 0: no floor
 * @param migration null: none runs
 * @param environment version of the environment files that is written; 0: none
 */
record PlanShown(
        String fleet,
        String application,
        String kind,
        String release,
        String pipeline,
        List<String> order,
        List<List<String>> waves,
        int wave,
        int floor,
        @Nullable Migration migration,
        List<Node> nodes,
        List<String> notes,
        int environment) {

    /** What the one migration is, and where it runs. */
    record Migration(String name, String node, String carries) {}

    /** One node's steps: while it serves, while it is out, and after all are done. */
    record Node(
            String name,
            @Nullable String release,
            List<String> steps,
            List<String> stage,
            List<String> switchover,
            List<String> finish) {}

    static PlanShown of(Plan plan) {
        var order = plan.nodes().stream().map(Plan.NodePlan::name).toList();
        return new PlanShown(
                plan.fleet().name(),
                plan.fleet().application(),
                plan.kind().word(),
                plan.release().version(),
                plan.pipeline().name(),
                order,
                waves(order, Math.max(1, plan.wave())),
                plan.wave(),
                plan.floor(),
                migration(plan),
                plan.nodes().stream().map(PlanShown::node).toList(),
                plan.notes(),
                plan.environment());
    }

    private static List<List<String>> waves(List<String> order, int wave) {
        var waves = new ArrayList<List<String>>();
        for (var i = 0; i < order.size(); i += wave) {
            waves.add(order.subList(i, Math.min(order.size(), i + wave)));
        }
        return waves;
    }

    private static @Nullable Migration migration(Plan plan) {
        var command = plan.pipeline().migrate();
        var node = plan.migrationNode();
        return command == null || node == null
                ? null
                : new Migration(
                        command.name(), node, plan.release().migrations().name().toLowerCase(Locale.ROOT));
    }

    private static Node node(Plan.NodePlan node) {
        var steps = Stream.of(node.stage(), node.switchover(), node.finish())
                .flatMap(List::stream)
                .toList();
        return new Node(node.name(), node.recordedRelease(), steps, node.stage(), node.switchover(), node.finish());
    }
}
