package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * AWS' clients for one access, made when first needed: loading them takes a second that most installations never need.
 */
final class Clients {
    private static final String SESSION = "slipway";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(25);

    private final Access access;
    private final Supplier<AwsCredentialsProvider> found;
    private @Nullable Open open;

    /** Credentials, and what they are for. */
    record Open(AwsCredentialsProvider credentials, ElasticLoadBalancingV2Client client) {}

    /** Contacts nobody. */
    Clients(Access access, Supplier<AwsCredentialsProvider> found) {
        this.access = access;
        this.found = found;
    }

    synchronized Open open() {
        var made = open;
        if (made == null) {
            var credentials = access.role() == null ? found.get() : assumed(access.role());
            var builder = ElasticLoadBalancingV2Client.builder()
                    .region(Region.of(access.region()))
                    .credentialsProvider(credentials)
                    .httpClientBuilder(http())
                    .overrideConfiguration(limits());
            if (access.endpoint() != null) {
                builder.endpointOverride(access.endpoint());
            }
            made = new Open(credentials, builder.build());
            open = made;
        }
        return made;
    }

    private AwsCredentialsProvider assumed(String role) {
        var builder = StsClient.builder()
                .region(Region.of(access.region()))
                .credentialsProvider(found.get())
                .httpClientBuilder(http())
                .overrideConfiguration(limits());
        if (access.roles() != null) {
            builder.endpointOverride(access.roles());
        }
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(builder.build())
                .refreshRequest(r -> r.roleArn(role).roleSessionName(SESSION).externalId(access.externalId()))
                .build();
    }

    private static UrlConnectionHttpClient.Builder http() {
        return UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE);
    }

    private static ClientOverrideConfiguration limits() {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(WHOLE_CALL)
                .apiCallAttemptTimeout(SILENCE)
                .retryStrategy(RetryMode.STANDARD)
                .build();
    }
}
