package dev.slipway.balancer.dns;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The driver {@code dns}. Seen working with BIND 9.18 and Knot DNS 3.2. */
@Singleton
public final class DnsDriver implements Driver {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Clock signing;
    private final BalancerSecrets secrets;

    /** The keys are read at each use. */
    @Inject
    public DnsDriver(InstantSource clock, BalancerSecrets secrets) {
        this(clock, clock.withZone(ZoneOffset.UTC), secrets);
    }

    /** A signature tells the time, by {@code signing}, and servers refuse another time than theirs. */
    DnsDriver(InstantSource clock, Clock signing, BalancerSecrets secrets) {
        this.clock = clock;
        this.signing = signing;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (spec.endpoints().isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one endpoint");
        }
        var place = new Place(domain(spec, "zone"), domain(spec, "name"));
        var key = new Key(
                spec.name(),
                domain(spec, "keyName"),
                spec.needed("keyAlgorithm"),
                spec.needed("keySecret"),
                secrets,
                signing);
        var primary = new NameServer(spec.name(), spec.endpoints().getFirst(), place, key);
        var secondaries = new ArrayList<NameServer>();
        for (var endpoint : spec.endpoints().subList(1, spec.endpoints().size())) {
            secondaries.add(new NameServer(spec.name(), endpoint, place, null));
        }
        return new DnsBalancer(
                spec, primary, secondaries, new Departures(clock, Duration.ZERO), spec.wait("settle", SETTLE));
    }

    private static Name domain(BalancerSpec spec, String name) {
        try {
            return Name.fromString(spec.needed(name), Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("Balancer " + spec.name() + ": " + name + " is no domain name", e);
        }
    }
}
