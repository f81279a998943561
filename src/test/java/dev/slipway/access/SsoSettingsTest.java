package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.access.sso.SsoConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators set about single sign-on: its names and defaults, and one clear line for each mistake. */
class SsoSettingsTest {
    private static final Map<String, String> GOOD = Map.of(
            "slipway.sso.issuer", "https://id.example.com/realms/acme",
            "slipway.sso.client-id", "slipway",
            "slipway.sso.client-secret", "hidden-text");

    @Test
    void nothing_set_is_no_single_sign_on() {
        assertThat(of(Map.of(), Optional.empty())).isEmpty();
        assertThat(of(Map.of("slipway.sso.issuer", ""), Optional.empty())).isEmpty();
    }

    @Test
    void three_settings_are_enough() {
        var settings = of(GOOD, Optional.of("https://slipway.example.com/")).orElseThrow();
        assertThat(settings.name()).isEqualTo("single sign-on");
        assertThat(settings.admitsStrangers()).isFalse();
        assertThat(settings.roles().grants(List.of("admin", "ops")).list()).isEmpty();
        assertThat(settings.client().callback()).hasToString("https://slipway.example.com/sign-in/sso/callback");
        assertThat(settings.client().scopes()).containsExactly("profile");
        assertThat(settings.client().nameClaim()).isEqualTo("preferred_username");
        assertThat(settings.client().groupsClaim()).isEqualTo("groups");
        assertThat(settings.client().amr()).isEmpty();
        assertThat(settings.toString()).doesNotContain("hidden-text");
    }

    @Test
    void groups_have_roles_also_groups_whose_names_hold_odd_signs() {
        var all = with(
                "slipway.sso.roles", "ops=operator:*,cn=shop\\,ou=teams=deployer:shop-production,ops=approver:bank");
        var roles = of(all, Optional.of("https://slipway.example.com"))
                .orElseThrow()
                .roles();
        assertThat(roles.grants(List.of("ops")).list())
                .containsExactly(Grant.everywhere(Role.OPERATOR), new Grant(Role.APPROVER, "bank"));
        assertThat(roles.grants(List.of("cn=shop,ou=teams")).list())
                .containsExactly(new Grant(Role.DEPLOYER, "shop-production"));
        assertThat(roles.grants(List.of("OPS", "op", "")).list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "slipway.sso.client-id, '', slipway.sso.client-id is not",
        "slipway.sso.client-secret, '', slipway.sso.client-secret is not",
        "slipway.sso.issuer, '', slipway.sso.issuer is missing",
        "slipway.sso.issuer, http://id.example.com, slipway.sso.issuer must be an https address",
        "slipway.sso.issuer, id.example.com, slipway.sso.issuer must be an https address",
        "slipway.sso.issuer, https://id.example.com?x=y, slipway.sso.issuer must be an https address",
        "slipway.sso.issuer, not an address, slipway.sso.issuer must be an https address",
        "slipway.sso.roles, ops=captain:*, ops=captain:*",
        "slipway.sso.roles, ops, which is not like",
        "slipway.sso.roles, ops=operator, which is not like",
        "slipway.sso.roles, ops=operator:Shop Production, which is not like",
        "slipway.sso.second-factor, mfa, which is neither"
    })
    void a_mistake_is_one_line_that_names_the_setting(String name, String value, String said) {
        assertThatThrownBy(() -> of(with(name, value), Optional.of("https://slipway.example.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("hidden-text");
    }

    @Test
    void the_provider_must_know_where_to_send_people_back_to() {
        assertThatThrownBy(() -> of(GOOD, Optional.empty())).hasMessageContaining("slipway.public-url");
        assertThatThrownBy(() -> of(GOOD, Optional.of("http://slipway.example.com")))
                .hasMessageContaining("slipway.public-url must be an https address");
    }

    private static Map<String, String> with(String name, String value) {
        var all = new HashMap<>(GOOD);
        all.put(name, value);
        return all;
    }

    private static Optional<SsoSettings> of(Map<String, String> settings, Optional<String> publicUrl) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(SsoConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(SsoConfig.class);
        return SsoSettings.of(config, publicUrl);
    }
}
