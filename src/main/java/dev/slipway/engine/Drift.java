package dev.slipway.engine;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.PoolView;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.fleet.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool differs from what Slipway left, as far as somebody can mend it or agree to it.
 *
 * @param differences in the order of the fleet document
 */
public record Drift(List<Difference> differences) {
    public Drift {
        differences = List.copyOf(differences);
    }

    /** What Slipway left. */
    public record Left(
            NodeRecord.Rotation rotation, @Nullable Integer weight) {}

    /** How a member differs. */
    public enum Way {
        /** Slipway left it in rotation, and it is not. */
        IS_OUT,
        /** Slipway left it out of rotation, and it is in. */
        IS_IN,
        /** It is in rotation as it was left, with another weight. */
        WEIGHS_OTHERWISE
    }

    /**
     * One member.
     *
     * @param weight what it weighs now
     * @param leftWeight what it weighed; null: not known
     */
    public record Difference(
            String node,
            String member,
            Way way,
            int weight,
            @Nullable Integer leftWeight) {
        /** What would make it so again, in words. */
        public String mend() {
            return switch (way) {
                case IS_OUT -> "Put " + node + " back, once it proves the live release";
                case IS_IN -> "Take " + node + " out again";
                case WEIGHS_OTHERWISE -> "Give " + member + " the weight " + leftWeight + " instead of " + weight;
            };
        }

        /** What agreeing to it means, in words. */
        public String agree() {
            return switch (way) {
                case IS_OUT -> node + " stays out of rotation, as taken out by you";
                case IS_IN -> node + " is in rotation, and not taken out by anybody";
                case WEIGHS_OTHERWISE -> member + " weighs " + weight;
            };
        }
    }

    /**
     * Compares.
     *
     * @param left by node; may lack nodes that were never seen
     */
    public static Drift of(Fleet fleet, String balancer, Map<String, Left> left, PoolView pool) {
        var differences = new ArrayList<Difference>();
        for (var node : fleet.nodes()) {
            var member = node.members().get(balancer);
            var was = left.get(node.name());
            if (member == null || was == null) {
                continue;
            }
            var is = pool.member(member).orElse(null);
            var way = is == null ? null : way(was, is);
            if (is != null && way != null) {
                differences.add(new Difference(node.name(), member, way, is.weight(), was.weight()));
            }
        }
        return new Drift(differences);
    }

    private static @Nullable Way way(Left was, MemberView is) {
        var out = is.rotation() == Rotation.OUT || is.rotation() == Rotation.DRAINING;
        return switch (was.rotation()) {
            case IN -> {
                if (out) {
                    yield Way.IS_OUT;
                }
                var weight = was.weight();
                yield is.rotation() == Rotation.IN && weight != null && is.weight() >= 0 && is.weight() != weight
                        ? Way.WEIGHS_OTHERWISE
                        : null;
            }
            case OUT, DRAINING -> is.rotation() == Rotation.IN ? Way.IS_IN : null;
            case FAILING, UNKNOWN -> null;
        };
    }

    /** Tells this drift from another one: whoever decides about it sends back what was seen. */
    public String seen() {
        return differences.stream()
                .map(d -> d.member() + " " + d.way() + " " + d.weight() + " " + d.leftWeight())
                .collect(Collectors.joining(","));
    }

    /** In words. */
    public String told() {
        return differences.stream().map(Difference::agree).collect(Collectors.joining("; "));
    }
}
