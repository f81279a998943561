package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Goal: environment files go in, are kept in versions, and no value ever comes out. */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class EnvironmentApiTest {
    @Inject
    DataSource database;

    @Test
    void a_fleet_without_files_has_version_0() {
        var fleet = fleet("empty");

        get(fleet)
                .statusCode(200)
                .body("files", empty())
                .body("version", equalTo(0))
                .body("changedAt", nullValue())
                .body("changedBy", nullValue());
        given().get("/api/v1/fleets/nobody/environment").then().statusCode(404);
        put("nobody", ".env", "A=1").statusCode(404);
    }

    @Test
    void each_change_makes_a_version_and_shows_names_only() throws Exception {
        var fleet = fleet("changed");

        put(fleet, null, "DB_PASSWORD=canary-one\n")
                .statusCode(200)
                .body("version", equalTo(1))
                .body("files[0].file", equalTo(".env"))
                .body("files[0].values[0].name", equalTo("DB_PASSWORD"))
                .body("files[0].values[0].value", equalTo("***"))
                .body("changedAt", notNullValue())
                .body("changedBy", equalTo("api"))
                .body("warnings", empty())
                .body(not(containsString("canary")));
        put(fleet, "config/app.env", "A=canary-two\r\nB=canary-three").body("version", equalTo(2));
        put(fleet, null, "DB_PASSWORD=canary-one\n").body("version", equalTo(2));
        put(fleet, null, "").body("version", equalTo(3)).body("files.file", contains("config/app.env"));

        get(fleet)
                .body("version", equalTo(3))
                .body("files", hasSize(1))
                .body("files[0].values.name", contains("A", "B"))
                .body(not(containsString("canary")));
        assertThat(audit(fleet))
                .containsExactly(
                        ".env, version 1: added DB_PASSWORD",
                        "config/app.env, version 2: added A, B",
                        ".env, version 3: removed DB_PASSWORD");
    }

    @Test
    void every_mistake_is_told_at_once_and_nothing_is_stored() {
        var fleet = fleet("wrong");

        put(fleet, null, "canary-no-sign\nFINE=canary\nOPEN='canary\n")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("mistakes.line", contains(1, 3))
                .body("mistakes.field", contains("line", "OPEN"))
                .body(not(containsString("canary")));
        put(fleet, "../.env", "A=canary").statusCode(422).body("field", equalTo("file"));
        put(fleet, null, "A=" + "x".repeat(64 << 10)).statusCode(413);
        given().contentType("text/plain")
                .body(new byte[] {'A', '=', (byte) 0xff})
                .put("/api/v1/fleets/" + fleet + "/environment")
                .then()
                .statusCode(400);

        get(fleet).body("version", equalTo(0));
    }

    @Test
    void a_secret_that_is_too_short_to_be_masked_is_told() {
        put(fleet("short"), null, "API_TOKEN=abc\nLOCALE=de\nAPP_KEY=\nDB_PASSWORD=long-enough\n")
                .statusCode(200)
                .body("warnings", hasSize(1))
                .body("warnings[0]", containsString("API_TOKEN on line 1"))
                .body("warnings[0]", not(containsString("abc")));
    }

    @Test
    void common_words_and_what_the_file_calls_open_are_not_masked_and_told() {
        var lines = """
                # not-secret: APP_URL, API_TOKEN
                APP_ENV=production
                APP_URL=https://shop.example.org
                API_TOKEN=not-a-secret-at-all
                DB_PASSWORD=production
                DB_HOST=db.internal.example
                """;
        put(fleet("open"), null, lines)
                .statusCode(200)
                .body("files[0].values[0].notMasked", equalTo("it is a common word"))
                .body("files[0].values[1].notMasked", containsString("not secret"))
                .body("files[0].values[2].notMasked", containsString("not secret"))
                .body("files[0].values[3].notMasked", nullValue())
                .body("files[0].values[4].notMasked", nullValue())
                .body("warnings", hasSize(1))
                .body("warnings[0]", containsString("API_TOKEN on line 4 is not masked in logs"));
        get("open").body("files[0].values[0].value", equalTo("***"));
    }

    @Test
    void versions_stay_as_they_are_until_their_fleet_is_removed() throws Exception {
        var fleet = fleet("kept");
        put(fleet, null, "A=canary-1");
        put(fleet, null, "A=canary-2");

        assertThatThrownBy(() -> update("update environment set changed_by = 'me' where fleet = 'kept'"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> update("delete from environment where fleet = 'kept'"))
                .isInstanceOf(SQLException.class);
        assertThat(texts("select sealed from environment where fleet = ?", fleet))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).startsWith("sw1:").doesNotContain("canary"));

        given().delete("/api/v1/fleets/kept").then().statusCode(204);
        assertThat(texts("select sealed from environment where fleet = ?", fleet))
                .isEmpty();
    }

    @Test
    void the_seal_of_one_version_does_not_open_in_the_place_of_another() throws Exception {
        var fleet = fleet("swapped");
        put(fleet, null, "A=canary-1");
        put(fleet, null, "A=canary-2");
        update("update environment set sealed = (select sealed from environment where id = 'swapped/1')"
                + " where id = 'swapped/2'");

        get(fleet).statusCode(500).body(not(containsString("canary")));
        put(fleet, null, "A=canary-3")
                .statusCode(200)
                .body("version", equalTo(3))
                .body("warnings[0]", containsString("store each of them again"));
    }

    private static String fleet(String name) {
        given().contentType("text/plain")
                .body("""
                        fleet: %s
                        application: shop
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, keyFile: /unused}
                        nodes: [{name: web-1, host: 127.0.0.1}]
                        """.formatted(name))
                .put("/api/v1/fleets/" + name)
                .then()
                .statusCode(201);
        return name;
    }

    private static ValidatableResponse get(String fleet) {
        return given().get("/api/v1/fleets/" + fleet + "/environment").then();
    }

    private static ValidatableResponse put(String fleet, String file, String text) {
        return given().contentType("text/plain")
                .queryParams(file == null ? java.util.Map.of() : java.util.Map.of("file", file))
                .body(text)
                .put("/api/v1/fleets/" + fleet + "/environment")
                .then();
    }

    private List<String> audit(String fleet) throws SQLException {
        return texts(
                "select detail from audit where action = 'environment.put' and subject = ? order by id",
                "fleet:" + fleet);
    }

    private List<String> texts(String sql, String about) throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, about);
            try (var rows = query.executeQuery()) {
                var all = new ArrayList<String>();
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
                return all;
            }
        }
    }

    private void update(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
