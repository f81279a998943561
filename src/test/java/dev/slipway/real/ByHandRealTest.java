package dev.slipway.real;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.TestDatabase;
import dev.slipway.engine.Deployments;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a person wants of single nodes is done without losing a request, is kept, and is undone only by a person;
 * what somebody changed at the balancer is seen, made so again, or agreed to.
 *
 * <p>Method: real {@code sshd} and HAProxy with visitors all along. The changes behind Slipway's back are commands to
 * HAProxy's own socket, and a reload that forgets a drain is the command that brings a server back.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields and JUnit's own
class ByHandRealTest {
    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @Inject
    Deployments deployments;

    @Inject
    History history;

    @TempDir
    Path folder;

    @Test
    void a_node_goes_out_stays_out_through_a_deployment_and_comes_back() throws Exception {
        RealHaproxy.mustBeThere();
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 3)) {
            put(fleet, "by-hand", "strategy: {capacityTimeout: 20s, minInService: 1}");
            shop.add("20.0");
            shop.add("20.1");
            shop.deployed("by-hand", "20.0");
            try (var traffic = new Traffic(fleet.port())) {
                Awaitility.await().until(() -> traffic.served() > 50);

                act("by-hand", "web-2", "out", "{}").statusCode(422).body("field", equalTo("reason"));
                var out = done(shop, act("by-hand", "web-2", "out", "{\"reason\":\"new disk\"}"));
                assertThat(out.kind()).isEqualTo("take-out");
                assertThat(admin(fleet, "web-2")).isEqualTo(Admin.OUT);
                given().get("/api/v1/fleets/by-hand")
                        .then()
                        .body("nodes[1].takenOut.by", equalTo("api"))
                        .body("nodes[1].takenOut.reason", equalTo("new disk"))
                        .body("nodes[1].rotation", equalTo("out"));
                act("by-hand", "web-2", "out", "{\"reason\":\"again\"}")
                        .statusCode(409)
                        .body("detail", containsString("out already, by api: new disk"));

                // A reload of the balancer would forget it; the decision stays ours to keep.
                fleet.haproxy().say("set server shop/web-2 state ready");
                shop.deployed("by-hand", "20.1");
                assertThat(fleet.current(1)).isEqualTo("20.1");
                assertThat(admin(fleet, "web-2")).isEqualTo(Admin.OUT);

                var back = done(shop, act("by-hand", "web-2", "in", "{}"));
                assertThat(back.kind()).isEqualTo("put-back");
                assertThat(back.nodes().getFirst().runningRelease()).isEqualTo("20.1");
                assertThat(admin(fleet, "web-2")).isEqualTo(Admin.IN);
                given().get("/api/v1/fleets/by-hand")
                        .then()
                        .body("nodes[1].takenOut", nullValue())
                        .body("nodes[1].rotation", equalTo("in"));
                act("by-hand", "web-2", "in", "{}").statusCode(409);

                assertThat(traffic.failures())
                        .as(String.join("\n", fleet.haproxy().troubled()))
                        .isEmpty();
            }
        }
    }

    @Test
    void the_floor_is_obeyed_unless_a_person_insists_and_a_broken_node_holds_nobody_up() throws Exception {
        RealHaproxy.mustBeThere();
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 2)) {
            put(fleet, "by-force", "strategy: {capacityTimeout: 20s}");
            shop.add("21.0");
            shop.add("21.1");
            shop.deployed("by-force", "21.0");
            done(shop, act("by-force", "web-1", "out", "{\"reason\":\"first\"}"));

            act("by-force", "web-2", "out", "{\"reason\":\"second\"}")
                    .statusCode(409)
                    .body("detail", containsString("1 in service on edge, and 1 must stay"));
            assertThat(admin(fleet, "web-2")).isEqualTo(Admin.IN);
            done(shop, act("by-force", "web-2", "out", "{\"reason\":\"second\",\"force\":true}"));
            assertThat(admin(fleet, "web-2")).isEqualTo(Admin.OUT);
            done(shop, act("by-force", "web-2", "in", "{}"));

            fleet.servers().getFirst().close(); // nothing there answers any more
            put(fleet, "by-force", "strategy: {capacityTimeout: 20s, minInService: 0}");
            var without = shop.deploy("by-force", "21.1");
            assertThat(without.status()).as(without.statusReason()).isEqualTo("succeeded");
            assertThat(without.statusReason()).contains("Without web-1").contains("api: first");
            assertThat(admin(fleet, "web-2")).isEqualTo(Admin.IN);

            var back = act("by-force", "web-1", "in", "{}").statusCode(202).extract();
            var failed = shop.over(back.<Integer>path("number"));
            assertThat(failed.status()).isEqualTo("failed");
            assertThat(admin(fleet, "web-1")).isEqualTo(Admin.OUT);
            given().get("/api/v1/fleets/by-force").then().body("nodes[0].takenOut.reason", equalTo("first"));
        }
    }

    @Test
    void what_somebody_changed_at_the_balancer_is_made_so_again() throws Exception {
        RealHaproxy.mustBeThere();
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 4)) {
            put(fleet, "drifting", "strategy: {capacityTimeout: 20s, minInService: 1}");
            shop.add("22.0");
            shop.deployed("drifting", "22.0");
            done(shop, act("drifting", "web-3", "out", "{\"reason\":\"mine\"}"));
            assertThat(drift("drifting").extract().<String>path("seen")).isEmpty();
            try (var traffic = new Traffic(fleet.port())) {
                Awaitility.await().until(() -> traffic.served() > 50);
                fleet.haproxy().say("set weight shop/web-1 50");
                fleet.haproxy().say("set server shop/web-2 state drain");
                fleet.haproxy().say("set server shop/web-3 state ready");

                var seen = drift("drifting")
                        .body("members", hasSize(3))
                        .body("members[0].is", equalTo("weighs-otherwise"))
                        .body("members[0].weight", equalTo(50))
                        .body("members[0].leftWeight", equalTo(1))
                        .body("members[1].is", equalTo("out"))
                        .body("members[2].is", equalTo("in"))
                        .extract()
                        .<String>path("seen");
                settle("drifting", "make-it-so", "something else").statusCode(409);
                var begun = settle("drifting", "make-it-so", seen)
                        .statusCode(202)
                        .body("deployments", hasSize(2))
                        .extract();
                for (var i = 0; i < 2; i++) {
                    var view = shop.over(begun.<Integer>path("deployments[" + i + "]"));
                    assertThat(view.status()).as(view.statusReason()).isEqualTo("succeeded");
                }
                drift("drifting").body("members", hasSize(0));
                assertThat(weight(fleet, "web-1")).isEqualTo("1");
                assertThat(admin(fleet, "web-2")).isEqualTo(Admin.IN);
                assertThat(admin(fleet, "web-3")).isEqualTo(Admin.OUT);
                given().get("/api/v1/fleets/drifting").then().body("nodes[2].takenOut.reason", equalTo("mine"));
                assertThat(traffic.failures())
                        .as(String.join("\n", fleet.haproxy().troubled()))
                        .isEmpty();
            }
        }
    }

    @Test
    void what_somebody_changed_at_the_balancer_is_agreed_to() throws Exception {
        RealHaproxy.mustBeThere();
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 3)) {
            put(fleet, "agreeing", "strategy: {capacityTimeout: 20s, minInService: 1}");
            shop.add("23.0");
            shop.add("23.1");
            shop.deployed("agreeing", "23.0");
            done(shop, act("agreeing", "web-3", "out", "{\"reason\":\"mine\"}"));
            fleet.haproxy().say("set weight shop/web-1 50");
            fleet.haproxy().say("set server shop/web-2 state maint");
            fleet.haproxy().say("set server shop/web-3 state ready");

            var seen = drift("agreeing").extract().<String>path("seen");
            settle("agreeing", "accept", seen).statusCode(200);
            drift("agreeing").body("members", hasSize(0));
            given().get("/api/v1/fleets/agreeing")
                    .then()
                    .body("nodes[1].rotation", equalTo("out"))
                    .body("nodes[1].takenOut.by", equalTo("api"))
                    .body("nodes[1].takenOut.since", notNullValue())
                    .body("nodes[2].rotation", equalTo("in"))
                    .body("nodes[2].takenOut", nullValue());

            var next = shop.deploy("agreeing", "23.1");
            assertThat(next.status()).as(next.statusReason()).isEqualTo("succeeded");
            assertThat(admin(fleet, "web-2")).isEqualTo(Admin.OUT);
            assertThat(admin(fleet, "web-3")).isEqualTo(Admin.IN);
            assertThat(weight(fleet, "web-1")).isEqualTo("50");
        }
    }

    private void put(RealFleet fleet, String name, String strategy) {
        assertThat(fleets.put(name, fleet.document(name, strategy), "test"))
                .isInstanceOfAny(Fleets.Put.Created.class, Fleets.Put.Replaced.class);
    }

    private static ValidatableResponse act(String fleet, String node, String what, String body) {
        return given().body(body)
                .post("/api/v1/fleets/" + fleet + "/nodes/" + node + "/" + what)
                .then();
    }

    private static DeploymentView done(Shop shop, ValidatableResponse asked) {
        var number = asked.statusCode(202)
                .header("Location", containsString("/api/v1/deployments/"))
                .extract()
                .<Integer>path("number");
        var view = shop.over(number);
        assertThat(view.status()).as(view.statusReason()).isEqualTo("succeeded");
        return view;
    }

    private static ValidatableResponse drift(String fleet) {
        return given().get("/api/v1/fleets/" + fleet + "/balancers/edge/drift")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse settle(String fleet, String what, String seen) {
        return given().body("{\"seen\":\"" + seen + "\"}")
                .post("/api/v1/fleets/" + fleet + "/balancers/edge/drift/" + what)
                .then();
    }

    private enum Admin {
        IN,
        OUT
    }

    /** Whether HAProxy has the server in service, by its own flags. */
    private static Admin admin(RealFleet fleet, String server) throws Exception {
        return fleet.state(server)[6].equals("0") ? Admin.IN : Admin.OUT;
    }

    private static String weight(RealFleet fleet, String server) throws Exception {
        return fleet.state(server)[7];
    }
}
