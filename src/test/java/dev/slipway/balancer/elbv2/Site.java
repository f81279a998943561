package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.Balancer;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The simulator and a driver that asks it, on one clock. */
final class Site implements AutoCloseable {
    static final String WEB_1 = "i-0aaaaaaaaaaaaaaa1";
    static final String WEB_2 = "i-0bbbbbbbbbbbbbbb2";

    final MovingClock clock = new MovingClock();
    final Simulator aws;
    private Elbv2Driver driver = started();

    Site() throws IOException {
        aws = new Simulator(clock);
    }

    private Elbv2Driver started() {
        return new Elbv2Driver(
                clock,
                new SecureRandom(),
                () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOFSLIPWAY", "never-shown")));
    }

    /** Slipway starts anew: what it remembered is gone. */
    void restart() {
        driver = started();
    }

    /** A group with two targets that have been healthy for long. */
    SimulatedGroup twoTargets() {
        return aws.group("shop").with(WEB_1).with(WEB_2);
    }

    Balancer balancer(SimulatedGroup... groups) {
        return balancer(Map.of(), List.of(WEB_1, WEB_2), groups);
    }

    Balancer balancer(Map<String, String> more, List<String> members, SimulatedGroup... groups) {
        Map<String, String> options = new HashMap<>(more);
        options.put("region", "eu-west-1");
        options.put("endpoint", aws.address().toString());
        var arns = Arrays.stream(groups).map(group -> group.arn).toList();
        return driver.open(new BalancerSpec("edge", "aws-elbv2", arns, "", Reenter.PROOF, options, members));
    }

    @Override
    public void close() {
        aws.close();
    }
}
