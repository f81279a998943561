package dev.slipway.aws;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As whom, and where, AWS is asked. Who has the same access shares what is known.
 *
 * @param role to assume; null: the credentials that AWS' tools find are used as they are
 * @param externalId what the role's trust policy asks for
 * @param endpoint null: AWS' own
 */
public record AwsAccess(
        String region,
        @Nullable String role,
        @Nullable String externalId,
        @Nullable URI endpoint) {

    /** From the options of a fleet document, whose region its check demanded. */
    public static AwsAccess of(String who, Map<String, String> options) {
        var region = options.get("region");
        if (region == null) {
            throw new IllegalArgumentException(who + " names no region");
        }
        var endpoint = options.get("endpoint");
        return new AwsAccess(
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
    public record Place(String region, @Nullable URI endpoint) {}

    /** Which of them these are. */
    public Place place() {
        return new Place(region, endpoint);
    }
}
