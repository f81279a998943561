package dev.slipway.balancer.elbv2;

import static dev.slipway.balancer.elbv2.Site.WEB_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.BalancerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what AWS refuses is ridden out where waiting helps, and otherwise says what a person must do. */
class RefusalsTest {
    private static final int ALWAYS = 20;

    private final Site site;
    private final SimulatedGroup group;

    RefusalsTest() throws Exception {
        site = new Site();
        group = site.twoTargets();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling",
        "400, ThrottlingException",
        "400, RequestLimitExceeded",
        "500, InternalFailure",
        "503, ServiceUnavailable",
        "500, HealthUnavailable"
    })
    void what_passes_is_ridden_out(int status, String code) throws Exception {
        site.aws.fail(1, "DescribeTargetHealth", status, code, "Rate exceeded");
        assertThat(site.balancer(group).pool().inService()).isEqualTo(2);

        site.clock.seconds(10);
        site.aws.fail(ALWAYS, "DescribeTargetHealth", status, code, "Rate exceeded");
        var refused = refused();
        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().answered()).isEqualTo(status + " " + code + ": Rate exceeded");
    }

    @ParameterizedTest
    @CsvSource({
        "403, ExpiredToken, expired",
        "403, InvalidClientTokenId, AWS_ACCESS_KEY_ID",
        "403, SignatureDoesNotMatch, AWS_ACCESS_KEY_ID",
        "400, RequestExpired, clock",
        "400, TargetGroupNotFound, targetGroups",
        "400, ValidationError, reference",
    })
    void what_a_person_must_mend_says_how(int status, String code, String next) {
        site.aws.fail(ALWAYS, "DescribeTargetHealth", status, code, "AWS' own text");

        var refused = refused();
        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().answered()).isEqualTo(status + " " + code + ": AWS' own text");
        assertThat(refused.failure().next()).contains(next);
        assertThat(refused.failure().toString()).doesNotContain("never-shown");
    }

    @Test
    void a_missing_permission_is_named_with_the_policy_that_grants_it() {
        var admin = site.aws.group("admin").with(WEB_1);
        site.aws.fail(1, "DeregisterTargets", 403, "AccessDenied", "User: arn:aws:iam::1:user/x is not authorized");
        var refused = catchThrowableOfType(
                BalancerException.class, () -> site.balancer(group).drain(WEB_1));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().next())
                .contains("lack elasticloadbalancing:DeregisterTargets")
                .endsWith("""
                        {"Version":"2012-10-17","Statement":[\
                        {"Effect":"Allow","Action":["elasticloadbalancing:DescribeTargetGroups",\
                        "elasticloadbalancing:DescribeTargetGroupAttributes",\
                        "elasticloadbalancing:DescribeTargetHealth"],"Resource":"*"},\
                        {"Effect":"Allow","Action":["elasticloadbalancing:RegisterTargets",\
                        "elasticloadbalancing:DeregisterTargets"],"Resource":["%s"]}]}""".formatted(group.arn));
        assertThat(Policy.of(List.of(group.arn, admin.arn))).contains("[\"" + group.arn + "\",\"" + admin.arn + "\"]");
    }

    @Test
    void a_role_is_assumed_as_slipway() throws Exception {
        var role = Map.of("roleArn", "arn:aws:iam::123456789012:role/deploy", "externalId", "shop-7");
        assertThat(site.balancer(role, List.of(WEB_1), group).pool().inService())
                .isEqualTo(2);

        var call = site.aws.calls("AssumeRole").getFirst();
        assertThat(call.field("RoleArn")).isEqualTo("arn:aws:iam::123456789012:role/deploy");
        assertThat(call.field("RoleSessionName")).isEqualTo("slipway");
        assertThat(call.field("ExternalId")).isEqualTo("shop-7");
        assertThat(call.authorization()).contains("AKIAOFSLIPWAY");
        assertThat(site.aws.calls("DescribeTargetHealth").getFirst().authorization())
                .contains("ASIAOFTHEROLE");
        assertThat(site.aws.calls("AssumeRole")).hasSize(1);
    }

    @Test
    void a_role_that_may_not_be_assumed_says_what_it_needs() {
        site.aws.fail(1, "AssumeRole", 403, "AccessDenied", "not authorized to perform: sts:AssumeRole");
        var role = Map.of("roleArn", "arn:aws:iam::123456789012:role/deploy");
        var refused = catchThrowableOfType(BalancerException.class, () -> site.balancer(role, List.of(WEB_1), group)
                .pool());

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().tried()).contains("sts:AssumeRole");
        assertThat(refused.failure().next()).contains("trust policy");
    }

    @Test
    void a_silent_aws_may_answer_later() {
        site.aws.close();

        assertThat(refused().passing()).isTrue();
    }

    private BalancerException refused() {
        return catchThrowableOfType(
                BalancerException.class, () -> site.balancer(group).pool());
    }
}
