package dev.slipway.balancer.elbv2;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.AwsLogin;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * AWS' clients for one access, made when first needed: loading them takes a second that most installations never need.
 */
final class Clients {
    private final AwsAccess access;
    private final Supplier<AwsCredentialsProvider> found;
    private @Nullable Open open;

    /** Credentials, and what they are for. */
    record Open(AwsCredentialsProvider credentials, ElasticLoadBalancingV2Client client) {}

    /** Contacts nobody. */
    Clients(AwsAccess access, Supplier<AwsCredentialsProvider> found) {
        this.access = access;
        this.found = found;
    }

    synchronized Open open() {
        var made = open;
        if (made == null) {
            var login = AwsLogin.of(access, found);
            made = new Open(
                    login.credentials(),
                    login.at(ElasticLoadBalancingV2Client.builder()).build());
            open = made;
        }
        return made;
    }
}
