package dev.slipway.discovery.aws;

import dev.slipway.discovery.DiscoveryException;
import dev.slipway.discovery.ServerSource;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.FoundServers.Shown;
import dev.slipway.fleet.SeenServer.Stage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Filter;

/** The source {@code ec2-tags}: running instances that have all these tags. */
@Singleton
public final class TaggedInstances implements ServerSource {
    private final Account account;

    TaggedInstances(Account account) {
        this.account = account;
    }

    @Override
    public String name() {
        return "ec2-tags";
    }

    @Override
    public Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException {
        var filters = new ArrayList<Filter>();
        filters.add(Instances.filter("instance-state-name", List.of("running")));
        rule.tags().forEach((key, value) -> filters.add(Instances.filter("tag:" + key, List.of(literal(value)))));
        return new Shown(
                Instances.that(account, rule, filters).stream()
                        .map(instance -> Instances.seen(instance, null, Stage.THERE))
                        .toList(),
                false,
                false);
    }

    /** EC2's filters know wildcards, and a tag's value is none. */
    private static String literal(String value) {
        return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
    }
}
