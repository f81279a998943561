package dev.slipway.discovery.aws;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.AwsLogin;
import dev.slipway.aws.AwsRefusal;
import dev.slipway.discovery.DiscoveryException;
import dev.slipway.fleet.DiscoveryRule;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** Asks AWS as the rule says; clients are made when first needed, and shared by rules with the same access. */
@Singleton
public final class Account {
    private final Supplier<AwsCredentialsProvider> found;
    private final Map<AwsAccess, Clients> clients = new ConcurrentHashMap<>();

    /** With the credentials that AWS' own tools would find. */
    @Inject
    public Account() {
        this(() -> DefaultCredentialsProvider.builder().build());
    }

    /** With these. */
    public Account(Supplier<AwsCredentialsProvider> found) {
        this.found = found;
    }

    /** One for each service. */
    record Clients(
            AwsCredentialsProvider credentials,
            Ec2Client ec2,
            AutoScalingClient scaling,
            ElasticLoadBalancingV2Client balancing) {}

    /** Asks once; what is refused is put into words. */
    <T> T ask(DiscoveryRule rule, String action, Function<Clients, T> request)
            throws DiscoveryException, InterruptedException {
        try {
            var open = clients.computeIfAbsent(AwsAccess.of(rule.source(), rule.options()), this::open);
            open.credentials().resolveCredentials(); // so that what is wrong with them is not mistaken for the call
            return request.apply(open);
        } catch (AbortedException _) {
            throw interrupted(rule);
        } catch (SdkException e) {
            if (Thread.interrupted()) {
                throw interrupted(rule);
            }
            throw new DiscoveryException(
                    AwsRefusal.of("looking up servers of " + rule.source(), action, e, new WhatToDo(rule))
                            .failure());
        }
    }

    private Clients open(AwsAccess access) {
        var login = AwsLogin.of(access, found);
        return new Clients(
                login.credentials(),
                login.at(Ec2Client.builder()).build(),
                login.at(AutoScalingClient.builder()).build(),
                login.at(ElasticLoadBalancingV2Client.builder()).build());
    }

    private static InterruptedException interrupted(DiscoveryRule rule) {
        Thread.interrupted(); // it is in the exception from here on
        return new InterruptedException("asking AWS for " + rule.source());
    }

    /** What a refusal means for looking up servers. */
    private record WhatToDo(DiscoveryRule rule) implements AwsRefusal.Advice {
        @Override
        public String denied(String action) {
            return "Slipway's credentials lack " + action + ". This IAM policy allows what " + rule.source()
                    + " needs, and no more: " + Policy.of(rule);
        }

        @Override
        public String other(String action, String code) {
            return code.equals("TargetGroupNotFound")
                    ? "Mend targetGroup: there is no such target group in this account and region"
                    : "Look up this error of " + action + " in AWS' reference";
        }
    }
}
