package dev.slipway.balancer.elbv2;

import dev.slipway.fleet.BalancerSpec;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * As whom, and where, AWS is asked. Fleets with the same access share everything that is known of a group.
 *
 * @param role to assume; null: the credentials that AWS' tools find are used as they are
 * @param externalId what the role's trust policy asks for
 * @param endpoint null: AWS' own
 */
record Access(
        String region,
        @Nullable String role,
        @Nullable String externalId,
        @Nullable URI endpoint) {

    static Access of(BalancerSpec spec) {
        var options = spec.options();
        var region = options.get("region");
        if (region == null) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " names no region");
        }
        var endpoint = options.get("endpoint");
        return new Access(
                region,
                options.get("roleArn"),
                options.get("externalId"),
                endpoint == null ? null : URI.create(endpoint));
    }

    /** Where roles are assumed; null: AWS' own. An emulator has all services at one address, a VPC endpoint has one. */
    @Nullable URI roles() {
        var host = endpoint == null ? null : endpoint.getHost();
        return host == null || host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn") ? null : endpoint;
    }

    /** Which calls AWS counts together, as far as can be known: the role's account may be anybody's. */
    record Place(String region, @Nullable URI endpoint) {}

    Place place() {
        return new Place(region, endpoint);
    }
}
