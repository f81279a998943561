package dev.slipway.balancer.elbv2;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.AwsAccess.Place;
import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * The driver {@code aws-elbv2}: application and network load balancers of AWS. What it knows of a group is shared by
 * all fleets that see the group through the same access, and all calls in a region keep one pace.
 */
@Singleton
public final class Elbv2Driver implements Driver {
    private final InstantSource clock;
    private final SecureRandom chance;
    private final Supplier<AwsCredentialsProvider> found;
    private final Map<Place, CallRate> rates = new ConcurrentHashMap<>();
    private final Map<AwsAccess, Elb> accesses = new ConcurrentHashMap<>();
    private final Map<Watched, GroupWatch> watches = new ConcurrentHashMap<>();

    /** With the credentials that AWS' own tools would find. */
    @Inject
    public Elbv2Driver(InstantSource clock, SecureRandom chance) {
        this(clock, chance, () -> DefaultCredentialsProvider.builder().build());
    }

    Elbv2Driver(InstantSource clock, SecureRandom chance, Supplier<AwsCredentialsProvider> found) {
        this.clock = clock;
        this.chance = chance;
        this.found = found;
    }

    private record Watched(AwsAccess access, String group) {}

    @Override
    public String name() {
        return "aws-elbv2";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (spec.endpoints().isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one target group");
        }
        var access = AwsAccess.of("Balancer " + spec.name(), spec.options());
        var groups = spec.endpoints().stream().map(arn -> watch(access, arn)).toList();
        var enough = spec.options().get("enoughDraining");
        return new Elbv2Balancer(
                new Asker(spec.name(), spec.endpoints()),
                groups,
                spec.members(),
                enough == null ? null : Duration.parse(enough));
    }

    private GroupWatch watch(AwsAccess access, String arn) {
        var elb = accesses.computeIfAbsent(
                access,
                key -> new Elb(new Clients(key, found), rates.computeIfAbsent(key.place(), place -> new CallRate())));
        return watches.computeIfAbsent(new Watched(access, arn), key -> new GroupWatch(arn, elb, clock, chance));
    }
}
