package dev.slipway.discovery.aws;

import dev.slipway.discovery.DiscoveryException;
import dev.slipway.discovery.ServerSource;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.fleet.FoundServers.Shown;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/**
 * The source {@code auto-scaling-group}. The group makes and ends its instances, and enters them into its target groups
 * by itself: those in service are nodes, and so are those that wait at the lifecycle hook of the rule, which are let go
 * when they prove the live release. Those that leave, or that a person put into standby, are none.
 */
@Singleton
public final class ScalingGroupServers implements ServerSource {
    private final Account account;

    ScalingGroupServers(Account account) {
        this.account = account;
    }

    @Override
    public String name() {
        return "auto-scaling-group";
    }

    @Override
    public Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException {
        var name = rule.needed("group");
        var groups = account.ask(rule, "autoscaling:DescribeAutoScalingGroups", clients -> clients.scaling()
                        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(name)))
                .autoScalingGroups();
        if (groups.isEmpty()) {
            throw new DiscoveryException(new Failure(
                    Category.USER,
                    null,
                    "looking up servers of " + rule.source(),
                    "AWS knows no Auto Scaling group " + name,
                    "Mend group, or region, of this source in the fleet document"));
        }
        var stages = new HashMap<String, Stage>();
        groups.getFirst().instances().forEach(one -> {
            var stage = stage(one.lifecycleStateAsString(), rule);
            if (stage != null) {
                stages.put(one.instanceId(), stage);
            }
        });
        var seen = new ArrayList<SeenServer>();
        for (var instance : Instances.withIds(account, rule, stages.keySet())) {
            seen.add(Instances.seen(instance, null, stages.getOrDefault(instance.instanceId(), Stage.LEAVING)));
        }
        return new Shown(seen, true, false);
    }

    /** Null: not there yet. */
    private static @Nullable Stage stage(String state, DiscoveryRule rule) {
        return switch (state) {
            case "InService" -> Stage.SCALED;
            case "Pending:Wait" -> rule.options().containsKey("lifecycleHook") ? Stage.WAITING : null;
            case "Pending", "Pending:Proceed" -> null;
            default -> Stage.LEAVING; // Terminating…, Detach…, …Standby, Warmed:…
        };
    }

    @Override
    public void ready(DiscoveryRule rule, String id) throws DiscoveryException, InterruptedException {
        account.ask(rule, "autoscaling:CompleteLifecycleAction", clients -> {
            try {
                return clients.scaling().completeLifecycleAction(r -> r.autoScalingGroupName(rule.needed("group"))
                        .lifecycleHookName(rule.needed("lifecycleHook"))
                        .instanceId(id)
                        .lifecycleActionResult("CONTINUE"));
            } catch (AutoScalingException e) {
                if (String.valueOf(e.getMessage()).contains("No active Lifecycle Action found")) {
                    return "somebody else said it, or its time was over";
                }
                throw e;
            }
        });
    }
}
