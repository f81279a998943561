package dev.slipway.discovery.aws;

import dev.slipway.discovery.DiscoveryException;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What EC2 says of instances. */
final class Instances {
    /** As many values as EC2 takes in one filter. */
    private static final int AT_ONCE = 200;

    private Instances() {}

    /** By filter and not by id: one that has just gone would be an error, and none would be shown. */
    static List<Instance> withIds(Account account, DiscoveryRule rule, Collection<String> ids)
            throws DiscoveryException, InterruptedException {
        var all = new ArrayList<Instance>();
        var left = List.copyOf(ids);
        for (var from = 0; from < left.size(); from += AT_ONCE) {
            var some = left.subList(from, Math.min(from + AT_ONCE, left.size()));
            all.addAll(that(account, rule, List.of(filter("instance-id", some))));
        }
        return all;
    }

    /** All pages of those that pass these filters. */
    static List<Instance> that(Account account, DiscoveryRule rule, List<Filter> filters)
            throws DiscoveryException, InterruptedException {
        return account.ask(
                rule,
                "ec2:DescribeInstances",
                clients -> clients.ec2().describeInstancesPaginator(r -> r.filters(filters)).reservations().stream()
                        .flatMap(reservation -> reservation.instances().stream())
                        .toList());
    }

    static Filter filter(String name, Collection<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    static SeenServer seen(Instance instance, @Nullable Integer port, Stage stage) {
        return new SeenServer(
                instance.instanceId(),
                instance.tags().stream()
                        .filter(tag -> tag.key().equals("Name"))
                        .map(Tag::value)
                        .findFirst()
                        .orElse(null),
                instance.privateIpAddress(),
                instance.publicIpAddress(),
                port,
                instance.placement() == null ? null : instance.placement().availabilityZone(),
                stage);
    }
}
