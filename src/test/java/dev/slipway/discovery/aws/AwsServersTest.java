package dev.slipway.discovery.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.discovery.DiscoveryException;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import dev.slipway.fleet.WrittenRules;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Goal: AWS' servers are found, each once, and what AWS refuses says what to do. Method: the real SDK, our own fake.
 */
class AwsServersTest {
    private static final String A = "i-0000000000000000a";
    private static final String B = "i-0000000000000000b";
    private static final String C = "i-0000000000000000c";
    private static final String GROUP =
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/0123456789abcdef";

    private final Account account =
            new Account(() -> StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "made-up")));
    private FakeAws aws;

    @BeforeEach
    void start() throws Exception {
        aws = new FakeAws();
        aws.machine(A, "running", Map.of("Name", "web-a", "role", "web", "env", "a*b"));
        aws.machine(B, "running", Map.of("role", "web", "env", "a*b"));
        aws.machine(C, "stopped", Map.of("role", "web", "env", "a*b"));
        aws.machine("i-0000000000000000d", "running", Map.of("role", "web", "env", "aXb"));
        aws.machine("i-0000000000000000e", "running", Map.of("Name", "web-e", "role", "web", "env", "a*b"));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void running_instances_with_all_tags_over_several_pages() throws Exception {
        var shown = new TaggedInstances(account).look(rule("from: ec2-tags, tags: {role: web, env: \"a*b\"}"));

        assertThat(shown.sure()).isFalse();
        assertThat(shown.servers())
                .containsExactly(
                        new SeenServer(A, "web-a", "10.0.0.1", "203.0.113.1", null, "eu-central-1b", Stage.THERE),
                        new SeenServer(B, null, "10.0.0.2", "203.0.113.2", null, "eu-central-1b", Stage.THERE),
                        new SeenServer(
                                "i-0000000000000000e",
                                "web-e",
                                "10.0.0.5",
                                "203.0.113.5",
                                null,
                                "eu-central-1b",
                                Stage.THERE));
    }

    @Test
    void targets_by_instance_and_by_address_with_their_ports() throws Exception {
        aws.target(A + ":8080");
        aws.target("10.9.0.7:8081");

        var shown =
                new TargetGroupServers(account).look(rule("from: aws-target-group, targetGroup: \"" + GROUP + "\""));

        assertThat(shown.ours()).isTrue();
        assertThat(shown.servers())
                .containsExactly(
                        new SeenServer(A, "web-a", "10.0.0.1", "203.0.113.1", 8080, "eu-central-1b", Stage.THERE),
                        new SeenServer("10.9.0.7", null, "10.9.0.7", null, 8081, null, Stage.THERE));
    }

    @Test
    void a_scaling_group_s_instances_by_their_place_in_its_life() throws Exception {
        aws.scaled(A, "InService");
        aws.scaled(B, "Pending:Wait");
        aws.scaled(C, "Terminating:Wait");
        aws.scaled("i-0000000000000000d", "Pending");
        aws.scaled("i-0000000000000000e", "Standby");

        var hooked = new ScalingGroupServers(account)
                .look(rule("from: auto-scaling-group, group: shop, lifecycleHook: deploy"));
        var plain = new ScalingGroupServers(account).look(rule("from: auto-scaling-group, group: shop"));

        assertThat(hooked.sure()).isTrue();
        assertThat(hooked.servers())
                .extracting(server -> server.id() + " " + server.stage())
                .containsExactly(A + " SCALED", B + " WAITING", C + " LEAVING", "i-0000000000000000e LEAVING");
        assertThat(plain.servers()).extracting(SeenServer::id).doesNotContain(B);
    }

    @Test
    void one_that_waits_is_let_go_once_and_saying_it_again_is_no_mistake() throws Exception {
        aws.scaled(B, "Pending:Wait");
        var rule = rule("from: auto-scaling-group, group: shop, lifecycleHook: deploy");
        var source = new ScalingGroupServers(account);

        source.ready(rule, B);
        source.ready(rule, B);

        assertThat(aws.ready()).containsExactly(B + " shop deploy CONTINUE");
    }

    @Test
    void a_missing_permission_is_named_with_the_policy_that_grants_it_and_no_more() {
        aws.scaled(A, "InService");
        aws.deny("DescribeInstances");
        var rule = rule("from: auto-scaling-group, group: shop, lifecycleHook: deploy");

        var refused = catchThrowableOfType(DiscoveryException.class, () -> new ScalingGroupServers(account).look(rule));

        assertThat(refused.failure().tried()).contains("auto-scaling-group shop", "ec2:DescribeInstances");
        assertThat(refused.failure().answered()).contains("403 UnauthorizedOperation");
        assertThat(refused.failure().next())
                .contains("lack ec2:DescribeInstances", "\"autoscaling:DescribeAutoScalingGroups\"")
                .contains("autoscaling:CompleteLifecycleAction", "autoScalingGroupName/shop")
                .doesNotContain("elasticloadbalancing");
    }

    @Test
    void a_group_that_is_not_there_is_a_mistake_and_not_an_empty_group() {
        var rule = rule("from: auto-scaling-group, group: shpo");

        var refused = catchThrowableOfType(DiscoveryException.class, () -> new ScalingGroupServers(account).look(rule));

        assertThat(refused.failure().answered()).isEqualTo("AWS knows no Auto Scaling group shpo");
    }

    private DiscoveryRule rule(String fields) {
        return WrittenRules.rule("{" + fields + ", region: eu-central-1, endpoint: \"" + aws.endpoint() + "\"}");
    }
}
