package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes one view of a pool from what each instance says. */
final class Merge {
    private Merge() {}

    /** What one instance says. */
    record Answer(String instance, List<Server> servers) {}

    /** One server on one instance. */
    private record Seen(String instance, Server server) {}

    static List<MemberView> members(List<Answer> answers, Reenter reenter) {
        Map<String, List<Seen>> byName = new LinkedHashMap<>();
        for (var answer : answers) {
            for (var server : answer.servers()) {
                byName.computeIfAbsent(server.name(), _ -> new ArrayList<>()).add(new Seen(answer.instance(), server));
            }
        }
        return byName.values().stream()
                .map(seen -> member(seen, answers.size(), reenter))
                .toList();
    }

    private static MemberView member(List<Seen> seen, int instances, Reenter reenter) {
        var servers = seen.stream().map(Seen::server).toList();
        var everywhere = seen.size() == instances;
        var rotations = servers.stream().map(Server::rotation).collect(Collectors.toSet());
        return new MemberView(
                servers.getFirst().name(),
                everywhere ? together(rotations) : Rotation.UNKNOWN,
                servers.stream().mapToInt(Server::load).sum(),
                servers.stream().mapToInt(Server::weight).min().orElse(-1),
                everywhere && servers.stream().allMatch(server -> server.proven(reenter)),
                words(seen, instances));
    }

    /** Instances that disagree leave a member neither in nor out: draining, until all say the same. */
    private static Rotation together(Set<Rotation> rotations) {
        if (rotations.size() == 1) {
            return rotations.iterator().next();
        }
        return rotations.equals(Set.of(Rotation.IN, Rotation.FAILING)) ? Rotation.FAILING : Rotation.DRAINING;
    }

    private static String words(List<Seen> seen, int instances) {
        var words = seen.stream()
                .map(s -> words(s.server()) + (instances == 1 ? "" : " on " + s.instance()))
                .collect(Collectors.joining(", "));
        return seen.size() == instances ? words : words + ", unknown on the others";
    }

    private static String words(Server server) {
        var words = new StringBuilder(server.status());
        var check = server.check();
        if (check != null && !check.status().isEmpty()) {
            words.append(" (").append(check.status()).append(')');
        }
        if (server.drained() && !server.status().startsWith("DRAIN")) { // drained with a failing check reads DOWN
            words.append(", drained");
        }
        if (server.ready() && server.weight() == 0) {
            words.append(", weight 0");
        }
        return words.toString();
    }
}
