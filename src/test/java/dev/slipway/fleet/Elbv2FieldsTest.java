package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.FleetDocument.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of the driver {@code aws-elbv2}. */
class Elbv2FieldsTest {
    private static final String GROUP =
            "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067";
    private static final String FINE = "region: eu-west-1, targetGroups: [\"" + GROUP + "\"]";

    @Test
    void reads_all_of_them() {
        var spec = balancer(FINE
                + ", roleArn: \"arn:aws:iam::123456789012:role/ops/deploy\", externalId: shop-7"
                + ", endpoint: \"https://vpce-1.elasticloadbalancing.eu-west-1.vpce.amazonaws.com\""
                + ", enoughDraining: 30s");

        assertThat(spec.driver()).isEqualTo("aws-elbv2");
        assertThat(spec.endpoints()).containsExactly(GROUP);
        assertThat(spec.members()).containsExactly("i-0123456789abcdef0:8080");
        assertThat(spec.options())
                .isEqualTo(Map.of(
                        "region", "eu-west-1",
                        "roleArn", "arn:aws:iam::123456789012:role/ops/deploy",
                        "externalId", "shop-7",
                        "endpoint", "https://vpce-1.elasticloadbalancing.eu-west-1.vpce.amazonaws.com",
                        "enoughDraining", "PT30S"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "targetGroups: [x] | region missing",
                "region: eu-west-1 | targetGroups missing",
                "region: Ireland, targetGroups: [\"%s\"] | region must be a region",
                "region: eu-west-1, targetGroups: [shop] | targetGroups must be arn:aws",
                "region: eu-north-1, targetGroups: [\"%s\"] | is not in the region eu-north-1",
                "region: eu-west-1, targetGroups: [\"%s\", \"%s\"] | names a target group twice",
                "region: eu-west-1, targetGroups: [\"%s\"], externalId: x7 | give roleArn too",
                "region: eu-west-1, targetGroups: [\"%s\"], roleArn: deploy | must be arn:aws:iam",
                "region: eu-west-1, targetGroups: [\"%s\"], endpoint: \"ftp://x\" | must be https://host",
                "region: eu-west-1, targetGroups: [\"%s\"], enoughDraining: 4s | at least 5s",
                "region: eu-west-1, targetGroups: [\"%s\"], enoughDraining: 2h | at most 1h",
                "region: eu-west-1, targetGroups: [\"%s\"], backend: shop | unknown field",
            })
    void says_what_is_wrong(String fields, String mistake) {
        assertThat(mistakes(fields.replace("%s", GROUP), "i-0123456789abcdef0"))
                .anySatisfy(said -> assertThat(said).contains(mistake));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i-0123456789abcdef0",
                "i-01234567:1",
                "10.0.0.1",
                "255.255.255.255:65535",
                "2001:db8::1",
                "[2001:db8::1]:8080"
            })
    void targets_are_members(String member) {
        assertThat(mistakes(FINE, member)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "i-xyz", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.256", "i-01234567:", "::1:"})
    void other_names_are_no_members(String member) {
        assertThat(mistakes(FINE, member)).anySatisfy(said -> assertThat(said).contains("must be a target"));
    }

    private static BalancerSpec balancer(String fields) {
        return switch (FleetDocument.parse(document(fields, "i-0123456789abcdef0:8080"), _ -> List.of())) {
            case Parsed.Right(Fleet fleet) ->
                Objects.requireNonNull(fleet.balancers().get("edge"));
            case Parsed.Wrong(List<Mistake> mistakes) -> throw new AssertionError(mistakes.toString());
        };
    }

    private static List<String> mistakes(String fields, String member) {
        return switch (FleetDocument.parse(document(fields, member), _ -> List.of())) {
            case Parsed.Right _ -> List.of();
            case Parsed.Wrong(List<Mistake> mistakes) ->
                mistakes.stream().map(m -> m.field() + " " + m.problem()).toList();
        };
    }

    private static String document(String fields, String member) {
        return """
                fleet: shop
                application: shop
                environment: production
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: shop}
                balancers:
                  edge: {driver: aws-elbv2, %s}
                nodes:
                  - {name: web-1, host: 10.0.0.1, members: {edge: "%s"}}
                """.formatted(fields, member);
    }
}
