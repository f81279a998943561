package dev.slipway.dashboard;

import dev.slipway.balancer.MemberView;
import dev.slipway.dashboard.Inventory.Asked;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.engine.Drift;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.history.FleetView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A balancer as it answers, beside what Slipway expects of it.
 *
 * @param pools one for each fleet that names a balancer so
 */
record BalancerPage(String name, List<Pool> pools) {

    /**
     * One fleet's pool.
     *
     * @param failed why there is no answer; null when there is one
     * @param drifted members that are not as Slipway left them
     * @param drift of them, what somebody can mend or agree to
     * @param hand what the visitor may do
     */
    record Pool(
            String fleet,
            String driver,
            List<String> endpoints,
            String backend,
            @Nullable Long running,
            Asked.@Nullable Failed failed,
            List<Member> members,
            int inService,
            int drifted,
            Drift drift,
            Hand hand) {}

    /**
     * One member.
     *
     * @param server whose it is; null: nobody's that Slipway knows
     * @param expected where Slipway left it; null: it expects nothing
     * @param takenOut the person who wants it out, and why; null: nobody
     * @param drift what differs, in one sentence; null when nothing does
     */
    record Member(
            String name,
            @Nullable String server,
            Chip place,
            @Nullable Chip expected,
            @Nullable String takenOut,
            String inFlight,
            String weight,
            String said,
            @Nullable String drift) {}

    static Pool pool(Fleet fleet, BalancerSpec spec, @Nullable FleetView view, Asked asked, Hand hand) {
        var running = view == null ? null : view.running();
        var drift = view == null || running != null ? new Drift(List.of()) : drift(fleet, spec, view, asked);
        var members =
                switch (asked) {
                    case Asked.Failed _ -> List.<Member>of();
                    case Asked.Answered(var pool) -> members(fleet, spec, view, pool.members(), drift);
                };
        var drifted =
                (int) members.stream().filter(member -> member.drift() != null).count();
        var serving = (int) members.stream()
                .filter(member -> member.place().word().equals("in rotation"))
                .count();
        return new Pool(
                fleet.name(),
                spec.driver(),
                spec.endpoints(),
                spec.backend(),
                running,
                asked instanceof Asked.Failed failed ? failed : null,
                members,
                serving,
                drifted,
                drift,
                hand);
    }

    private static Drift drift(Fleet fleet, BalancerSpec spec, FleetView view, Asked asked) {
        var left = new HashMap<String, Drift.Left>();
        for (var node : view.nodes()) {
            var rotation = NodeRecord.Rotation.valueOf(node.rotation().toUpperCase(Locale.ROOT));
            left.put(node.name(), new Drift.Left(rotation, node.weights().get(spec.name())));
        }
        return switch (asked) {
            case Asked.Failed _ -> new Drift(List.of());
            case Asked.Answered(var pool) -> Drift.of(fleet, spec.name(), left, pool);
        };
    }

    private static List<Member> members(
            Fleet fleet, BalancerSpec spec, @Nullable FleetView view, List<MemberView> answered, Drift drift) {
        Map<String, FleetView.Node> known = view == null
                ? Map.of()
                : view.nodes().stream().collect(Collectors.toMap(FleetView.Node::name, Function.identity()));
        var underWay = view != null && view.running() != null;
        var servers = fleet.nodes().stream()
                .filter(node -> node.members().containsKey(spec.name()))
                .collect(Collectors.toMap(node -> node.members().get(spec.name()), node -> node.name(), (a, _) -> a));
        var members = new ArrayList<Member>();
        var seen = new HashSet<String>();
        for (var one : answered) {
            seen.add(one.name());
            var server = servers.get(one.name());
            var weighs = drift.differences().stream()
                    .filter(d -> d.member().equals(one.name()) && d.way() == Drift.Way.WEIGHS_OTHERWISE)
                    .map(d -> "Weighs " + d.weight() + ": Slipway left it at " + d.leftWeight())
                    .findFirst()
                    .orElse(null);
            members.add(member(one, server, server == null ? null : known.get(server), underWay, weighs));
        }
        servers.forEach((member, server) -> {
            if (!seen.contains(member)) {
                var missing = "The balancer has no member of this name";
                var node = known.get(server);
                members.add(new Member(
                        member,
                        server,
                        Chip.ofRotation("unknown"),
                        expected(node),
                        takenOut(node),
                        "–",
                        "–",
                        "",
                        missing));
            }
        });
        return members;
    }

    private static Member member(
            MemberView one,
            @Nullable String server,
            FleetView.@Nullable Node node,
            boolean underWay,
            @Nullable String weighs) {
        var actual = one.rotation().name().toLowerCase(Locale.ROOT);
        return new Member(
                one.name(),
                server,
                Chip.ofRotation(actual),
                expected(node),
                takenOut(node),
                one.inFlight() < 0 ? "not told" : Integer.toString(one.inFlight()),
                one.weight() < 0 ? "–" : Integer.toString(one.weight()),
                one.said(),
                underWay || node == null ? null : weighs == null ? drift(node, actual) : weighs);
    }

    private static @Nullable String takenOut(FleetView.@Nullable Node node) {
        return node == null || node.takenOut() == null ? null : node.takenOut().told();
    }

    private static @Nullable Chip expected(FleetView.@Nullable Node node) {
        return node == null || node.rotation().equals("unknown") ? null : Chip.ofRotation(node.rotation());
    }

    /** Only what no deployment is busy with can drift. */
    private static @Nullable String drift(FleetView.Node node, String actual) {
        var left = node.rotation();
        if (left.equals(actual) || left.equals("unknown") || actual.equals("unknown")) {
            return null;
        }
        return switch (actual) {
            case "in" ->
                "Somebody put it back: Slipway left it " + Chip.ofRotation(left).word();
            case "failing" -> "Its balancer's check fails now";
            default -> left.equals("in") ? "Somebody took it out: Slipway left it in rotation" : null;
        };
    }
}
