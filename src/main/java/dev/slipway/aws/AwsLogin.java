package dev.slipway.aws;

import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Credentials for one access, and how long a client with them waits. */
public final class AwsLogin {
    private static final String SESSION = "slipway";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(25);

    private final AwsAccess access;
    private final AwsCredentialsProvider credentials;

    private AwsLogin(AwsAccess access, AwsCredentialsProvider credentials) {
        this.access = access;
        this.credentials = credentials;
    }

    /** Contacts nobody. {@code found}: the credentials that AWS' own tools would find. */
    public static AwsLogin of(AwsAccess access, Supplier<AwsCredentialsProvider> found) {
        return new AwsLogin(access, access.role() == null ? found.get() : assumed(access, access.role(), found.get()));
    }

    /** Which of them these are. */
    public AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** A client's builder with all of it. */
    public <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> B at(B builder) {
        builder.region(Region.of(access.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(limits());
        if (access.endpoint() != null) {
            builder.endpointOverride(access.endpoint());
        }
        return builder;
    }

    private static AwsCredentialsProvider assumed(AwsAccess access, String role, AwsCredentialsProvider by) {
        var builder = StsClient.builder()
                .region(Region.of(access.region()))
                .credentialsProvider(by)
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
