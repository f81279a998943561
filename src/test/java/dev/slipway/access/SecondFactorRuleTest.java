package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a second factor is required, whoever has none can look and set one up, and no more. */
@QuarkusTest
@TestProfile(SecondFactorRuleTest.Required.class)
class SecondFactorRuleTest {
    /** With the rule. */
    public static final class Required extends ClosedProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("slipway.access.second-factor", "required");
            return settings;
        }
    }

    @Inject
    Visitors visitors;

    @Inject
    SecondFactor secondFactor;

    @Inject
    InstantSource clock;

    @Test
    void an_administrator_without_one_administers_nothing_until_it_is_set_up() {
        var name = visitors.person(Grant.everywhere(Role.ADMIN));
        var session = Visitors.signIn(name);
        assertThat(Visitors.with(session).get("/").statusCode()).isEqualTo(200);
        assertThat(Visitors.with(session).get("/account").statusCode()).isEqualTo(200);
        for (var path : new String[] {"/audit", "/people", "/tokens", "/api/v1/audit", "/api/v1/keys"}) {
            var answer = Visitors.with(session).get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.asString()).as(path).contains("second factor");
        }
        var person = visitors.people().find(name).orElseThrow().id();
        secondFactor.begin(person);
        var secret = secondFactor.pending(person).orElseThrow().reveal();
        var code = Totp.code(secret, clock.instant().getEpochSecond() / 30);
        assertThat(secondFactor.confirm(person, name, code)).isPresent();
        assertThat(Visitors.with(session).get("/audit").statusCode()).isEqualTo(200);
    }
}
