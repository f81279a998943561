package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static io.restassured.config.RestAssuredConfig.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.slipway.TestDatabase;
import dev.slipway.history.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: an inventory becomes nodes that can be put as they are, and asking for them stores nothing.
 *
 * <p>Method: the call, the answer's own document put into a fleet, and the rows there are before and after.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class InventoryApiTest {
    private static final String INI = """
            [web]
            web[1:2].example.com ansible_user=deploy
            web3 ansible_host="{{ address }}"
            [db]
            db1 ansible_host=10.4.2.1
            """;

    private static final RestAssuredConfig AS_IT_IS =
            config().encoderConfig(encoderConfig().encodeContentTypeAs("application/yaml", ContentType.TEXT));

    @Inject
    Sql sql;

    @Test
    void the_document_in_the_answer_can_be_put_and_nothing_was_stored_before() throws SQLException {
        var before = rows();
        var document = preview("text/plain", INI, "?group=web&balancer=edge")
                .statusCode(200)
                .body("nodes.name", contains("web1", "web2"))
                .body("nodes[0].host", equalTo("web1.example.com"))
                .body("nodes[0].labels.group", equalTo("web"))
                .body("nodes[0].members.edge", equalTo("web1.example.com"))
                .body("remarks", contains(containsString("web3: its address is encrypted or a template")))
                .extract()
                .jsonPath()
                .getString("document");
        assertThat(rows()).isEqualTo(before);

        given().contentType("text/plain")
                .body("""
                        fleet: imported
                        application: imported
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, key: some-key}
                        balancers: {edge: {driver: haproxy, endpoints: ["tcp://10.4.0.2:9999"], backend: shop}}
                        """ + document)
                .put("/api/v1/fleets/imported")
                .then()
                .statusCode(201)
                .body("nodes.host", contains("web1.example.com", "web2.example.com"));
        given().delete("/api/v1/fleets/imported").then().statusCode(204);
    }

    @Test
    void a_state_and_yaml_are_taken_whatever_they_are_sent_as() {
        preview("application/json", """
                        {"version": 4, "terraform_version": "1.9.5", "resources": [
                          {"mode": "managed", "type": "aws_instance", "name": "web", "instances": [
                            {"attributes": {"id": "i-0a1", "private_ip": "10.4.1.11"}}]}]}""", "?balancer=edge")
                .statusCode(200)
                .body("nodes[0].members.edge", equalTo("i-0a1"));
        preview("application/yaml", "web:\n  hosts:\n    a:\n    b:\n", "")
                .statusCode(200)
                .body("document", equalTo("""
                        nodes:
                          - {name: a, host: a, labels: {group: web}}
                          - {name: b, host: b, labels: {group: web}}
                        """));
        preview("application/x-www-form-urlencoded", "[web]\na\n", "")
                .statusCode(200)
                .body("nodes", hasSize(1));
    }

    @Test
    void what_is_neither_is_told_by_its_lines_and_what_is_too_large_at_once() {
        preview("text/plain", "[web]\na b\n", "")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("mistakes[0].line", equalTo(2));
        preview("text/plain", "{\"version\": 4,\n", "").statusCode(422).body("mistakes.line", hasItem(2));
        preview("text/plain", "[web]\na\n", "?group=~x").statusCode(422).body("field", equalTo("group"));
        preview("text/plain", "[web]\na\n", "?balancer=No Such").statusCode(422).body("field", equalTo("balancer"));
        preview("text/plain", "#".repeat((2 << 20) + 1), "").statusCode(413);
        preview("text/plain", "# " + "\n".repeat((2 << 20) - 8) + "a", "").statusCode(200);
    }

    private String rows() throws SQLException {
        return sql.<String, SQLException>transaction(c -> Sql.list(
                        c,
                        row -> row.getString(1),
                        "select (select count(*) from audit) || ' ' || (select count(*) from fleet) || ' '"
                                + " || (select count(*) from setup_draft)")
                .getFirst());
    }

    private static ValidatableResponse preview(String type, String text, String query) {
        return given().config(AS_IT_IS)
                .contentType(type)
                .body(text)
                .post("/api/v1/nodes/preview" + query)
                .then();
    }
}
