package dev.slipway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.fleet.Fleets;
import dev.slipway.real.RealFleet;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: only approvers of a fleet let something begin in spite of a hold, a freeze or a window, also where deploying is
 * allowed. Method: a frozen fleet, tokens and browsers of several roles, and what is stored afterwards.
 */
@QuarkusTest
@TestProfile(ClosedProfile.class)
@NullUnmarked // injected fields
class OverrideTest {
    private static final String FLEET = "/api/v1/fleets/overridden";

    @Inject
    Tokens tokens;

    @Inject
    Fleets fleets;

    @Inject
    Visitors visitors;

    @Inject
    DataSource database;

    @BeforeEach
    void a_fleet_that_waits_for_its_window() throws Exception {
        var far = Instant.now().atOffset(ZoneOffset.UTC).plusMonths(6).getMonthValue();
        put("windows: [{open: \"0 3 15 " + far + " *\", for: 1h, zone: UTC}]");
        with(ClosedProfile.TOKEN)
                .multiPart("version", "1")
                .multiPart("artifact", "app.tar.gz", RealFleet.release("1", 200, "exit 0"))
                .post("/api/v1/applications/overridden/releases");
    }

    @Test
    void in_the_request_it_takes_the_role_beside_that_of_deploying() throws Exception {
        put("windows: [{freeze: \"* * * * *\", for: 2d, zone: UTC, reason: quiet}]");
        var before = deployments();
        var deployer = visitors.person(new Grant(Role.DEPLOYER, "overridden"), new Grant(Role.APPROVER, "others"));
        ask(as(deployer), ",\"override\":true,\"reason\":\"a leak\"")
                .statusCode(403)
                .body("role", equalTo("approver"))
                .body("detail", containsString("overridden"));
        ask(with(token(Role.DEPLOYER)), ",\"override\":true,\"reason\":\"a leak\"")
                .statusCode(403)
                .body("role", equalTo("approver"));
        ask(with(token(Role.APPROVER)), ",\"override\":true,\"reason\":\"a leak\"")
                .statusCode(403)
                .body("role", equalTo("deployer"));
        ask(as(deployer), "").statusCode(409);
        assertThat(deployments()).isEqualTo(before);
        assertThat(refusals()).isGreaterThanOrEqualTo(2);

        var both = visitors.person(new Grant(Role.DEPLOYER, "overridden"), new Grant(Role.APPROVER, "overridden"));
        ask(as(both), ",\"override\":true,\"reason\":\"a leak\"").statusCode(202);
        ask(with(token(Role.ADMIN)), ",\"override\":true,\"reason\":\"a leak\"").statusCode(202);
    }

    @Test
    void one_that_waits_is_let_begin_on_its_page_by_who_may() throws Exception {
        var number =
                ask(with(token(Role.DEPLOYER)), "").statusCode(202).extract().<Integer>path("number");
        var path = "/deployments/" + number;
        var deployer = Visitors.signIn(visitors.person(new Grant(Role.DEPLOYER, "overridden")));
        var looked = Visitors.with(deployer).get(path);
        assertThat(looked.asString()).contains("It waits for its window: ").doesNotContain("Begin in spite of that");
        assertThat(Visitors.with(deployer)
                        .formParam("token", Visitors.formToken(looked))
                        .formParam("reason", "x")
                        .post(path + "/override")
                        .statusCode())
                .isEqualTo(403);

        var approver = Visitors.signIn(visitors.person(new Grant(Role.APPROVER, "overridden")));
        var page = Visitors.with(approver).get(path);
        assertThat(page.asString()).contains("Begin in spite of that");
        var form = Visitors.formToken(page);
        assertThat(Visitors.with(approver)
                        .formParam("token", form)
                        .post(path + "/override")
                        .statusCode())
                .as("without a reason")
                .isEqualTo(400);
        assertThat(Visitors.with(approver)
                        .formParam("token", form)
                        .formParam("reason", "a <leak>")
                        .post(path + "/override")
                        .statusCode())
                .isEqualTo(303);
        assertThat(Visitors.with(approver).get(path).asString())
                .contains("lets it begin in spite of its window: ")
                .contains("a &lt;leak&gt;");
    }

    private void put(String more) {
        fleets.put("overridden", """
                fleet: overridden
                application: overridden
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, port: 1, keyFile: /nowhere}
                nodes: [{name: web-1, host: 127.0.0.1}]
                strategy: {allowInterruption: true}
                """ + more, "test");
    }

    private String token(Role role) {
        return tokens.make(new Tokens.Wish("override", role, List.of("overridden"), Duration.ofDays(1)), "test")
                .text();
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification as(String person) {
        return Visitors.with(Visitors.signIn(person));
    }

    private static ValidatableResponse ask(RequestSpecification who, String more) {
        return who.contentType("application/json")
                .body("{\"release\":\"1\"" + more + "}")
                .post(FLEET + "/deployments")
                .then();
    }

    private long deployments() throws SQLException {
        return number("select count(*) from deployment where fleet = 'overridden'");
    }

    private long refusals() throws SQLException {
        return number("select count(*) from audit where action = 'access.refused' and subject = 'fleet:overridden'");
    }

    private long number(String query) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
