package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: rules that operators may make stricter hold: a required second factor, and how many requests one may make. */
@QuarkusTest
@TestProfile(StrictRulesTest.Strict.class)
class StrictRulesTest {
    private static final int AT_ONCE = 40;

    /** With the rules. */
    public static final class Strict extends ClosedProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("slipway.access.second-factor", "required");
            settings.put("slipway.access.requests-at-once", String.valueOf(AT_ONCE));
            settings.put("slipway.access.requests-per-minute", "1");
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

    @Test
    void who_asks_without_end_is_told_when_to_come_back_and_nobody_else_waits() {
        var wild = Visitors.signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        var other = Visitors.signIn(visitors.person(Grant.everywhere(Role.VIEWER)));

        for (var i = 0; i < AT_ONCE; i++) {
            assertThat(Visitors.with(wild).get("/api/v1/fleets").statusCode()).isEqualTo(200);
        }
        var answer = Visitors.with(wild).get("/api/v1/fleets");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.jsonPath().getString("detail")).contains("slipway.access.requests-per-minute");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 61);
        assertThat(Visitors.with(other).get("/api/v1/fleets").statusCode()).isEqualTo(200);
        assertThat(Visitors.browser().get("/q/health/ready").statusCode()).isEqualTo(200);
    }
}
