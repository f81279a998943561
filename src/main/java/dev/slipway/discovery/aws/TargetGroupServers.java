package dev.slipway.discovery.aws;

import dev.slipway.discovery.DiscoveryException;
import dev.slipway.discovery.ServerSource;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.FoundServers.Shown;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/**
 * The source {@code aws-target-group}: its targets, by instance or by address. Slipway takes targets off this very
 * list, so one that it has out of rotation is missing there, and is not gone.
 */
@Singleton
public final class TargetGroupServers implements ServerSource {
    private final Account account;

    TargetGroupServers(Account account) {
        this.account = account;
    }

    @Override
    public String name() {
        return "aws-target-group";
    }

    @Override
    public Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException {
        var arn = rule.needed("targetGroup");
        var targets = new LinkedHashMap<String, TargetDescription>();
        account.ask(rule, "elasticloadbalancing:DescribeTargetHealth", clients -> clients.balancing()
                        .describeTargetHealth(r -> r.targetGroupArn(arn)))
                .targetHealthDescriptions()
                .forEach(one -> targets.putIfAbsent(one.target().id(), one.target()));
        var seen = new ArrayList<SeenServer>();
        var instances =
                targets.keySet().stream().filter(id -> id.startsWith("i-")).toList();
        for (var instance : Instances.withIds(account, rule, instances)) {
            var target = targets.get(instance.instanceId());
            seen.add(Instances.seen(instance, target == null ? null : target.port(), Stage.THERE));
        }
        targets.forEach((id, target) -> {
            if (!id.startsWith("i-")) {
                seen.add(new SeenServer(id, null, id, null, target.port(), zone(target), Stage.THERE));
            }
        });
        return new Shown(seen, false, true);
    }

    private static @Nullable String zone(TargetDescription target) {
        return "all".equals(target.availabilityZone()) ? null : target.availabilityZone();
    }
}
