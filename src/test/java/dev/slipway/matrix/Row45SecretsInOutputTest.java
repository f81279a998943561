package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.HeardLog;
import dev.slipway.TestDatabase;
import dev.slipway.real.RealFleet;
import dev.slipway.real.RealSshd;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a secret of the environment that commands print by accident is masked in whatever form they print it, and lies
 * nowhere in clear: not in the database, not in Slipway's own log, not in an answer.
 *
 * <p>Method: a real {@code sshd}. The commands read the file that was written for them and print a canary; the last one
 * fails with it. Then everything is searched.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class Row45SecretsInOutputTest {
    private static final String CANARY = "c4nary/it's+in 9d8f7a";
    /** Of an older version, which a program on the node may still know. */
    private static final String EARLIER = "earlier-c4nary-55e1";

    /** As scripts of the release, in the order of their names. */
    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "a-raw", "echo \"raw $CANARY.\"; echo \"earlier $(cat earlier).\"",
            "b-encoded", "echo \"base64 $(printf %s \"$CANARY\" | base64 -w0)\"",
            "c-inside", "echo \"inside $(printf %s \"user:$CANARY:x\" | base64 -w0)\"",
            "d-url", """
                    url=$(printf %s "$CANARY" | sed 's,/,%2F,g; s,+,%2B,g; s, ,%20,g')
                    echo "component $url."; echo "url $(printf %s "$url" | sed "s,',%27,g; s,%20,+,g")."
                    """,
            "e-traced", "set -x; : traced \"$CANARY\"; bash -xc ': traced \"$1\"' bash \"$CANARY\"",
            "f-pieces", """
                    printf 'pieces '; printf %s "$CANARY" | cut -c1-9 | tr -d '\\n'; sleep 1
                    printf %s "$CANARY" | cut -c10-15 | tr -d '\\n'; sleep 1; printf %s "$CANARY" | cut -c16-
                    """,
            "g-shown-part", "printf '%07990d%s%099d\\n' 0 \"$CANARY\" 0",
            "h-long", "printf '%032750d%s%099d\\n' 0 \"$CANARY\" 0",
            "i-fails", "echo \"no login with $CANARY\" >&2; exit 3"));

    @Inject
    DataSource database;

    @TempDir
    Path folder;

    private final HeardLog log = HeardLog.of("");

    @BeforeEach
    void listen() {
        org.jboss.logging.Logger.getLogger(Row45SecretsInOutputTest.class).infof("%s", "heard");
    }

    @AfterEach
    void listen_no_more() {
        log.close();
    }

    @Test
    void a_canary_is_masked_in_every_form_in_which_a_command_prints_it() throws Exception {
        try (var server = RealSshd.start(Files.createDirectory(folder.resolve("node")))) {
            var prepare = new StringBuilder("pipeline:\n  prepare:\n");
            COMMANDS.keySet()
                    .forEach(name -> prepare.append(
                            "    - {name: %s, run: 'set -a; . ./.env; . ./%s'}\n".formatted(name, name)));
            var files = new HashMap<>(COMMANDS);
            files.put("earlier", EARLIER);

            var number = failed(server, "masked", prepare.toString(), files);

            assertThat(answer("/api/v1/deployments/" + number + "/log"))
                    .contains("wrote .env (version 2, 1 value)")
                    .contains("raw ***.")
                    .contains("earlier ***.")
                    .contains("base64 ***")
                    .containsPattern("inside [A-Za-z0-9]{1,8}\\*\\*\\*")
                    .contains("component ***.")
                    .contains("url ***.")
                    .contains("traced ***", "traced '***'")
                    .contains("pieces ***")
                    .contains("no login with ***");
            assertThat(answer("/api/v1/deployments/" + number))
                    .as("what a step says in the end, of a line that was cut within the canary")
                    .containsPattern("0\\*\\*\\* … \\(102 bytes more\\)")
                    .contains("exit status 3: no login with ***");
            assertNowhere("masked", number);
            var file = server.home().resolve("app/releases/45/.env");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(server.leftovers()).isEmpty();
        }
    }

    @Test
    void it_is_masked_in_what_a_health_check_answers_and_in_a_failure() throws Exception {
        try (var server = RealSshd.start(Files.createDirectory(folder.resolve("node")))) {
            // An answer is cut after 200 characters: here within the canary.
            var health = """
                    health:
                      command: '. ./current/.env; echo "for $CANARY"; printf %0170d%s 0 "$CANARY"'
                      interval: 50ms
                      consecutive: 1
                      timeout: 1s
                      process: {command: '. ./current/.env; echo "no process of $CANARY"'}
                    pipeline: {prepare: []}
                    """;

            var number = failed(server, "masked-health", health, Map.of());

            assertThat(answer("/api/v1/deployments/" + number + "/log"))
                    .contains("for ***")
                    .contains("0***\n")
                    .contains("no process of ***");
            assertThat(answer("/api/v1/deployments/" + number))
                    .contains("could not be read: exit status 0, no process of ***");
            var checked =
                    given().post("/api/v1/fleets/masked-health/check").body().asString();
            assertThat(checked).contains("for ***").contains("0***\"").doesNotContain("c4n");
            assertNowhere("masked-health", number);
            assertThat(server.leftovers()).isEmpty();
        }
    }

    @Test
    void it_is_masked_in_what_a_node_answers_that_is_watched_after_its_return() throws Exception {
        try (var server = RealSshd.start(Files.createDirectory(folder.resolve("node")))) {
            // Good once, and then cut within the canary.
            var health = """
                    health:
                      command: 'if mkdir asked 2>/dev/null; then exit 0; fi; . ./current/.env; printf %0190d%s 0 "$CANARY"; exit 1'
                      interval: 50ms
                      consecutive: 1
                    pipeline: {prepare: []}
                    """;

            var number = failed(server, "masked-watch", health, Map.of());

            assertThat(answer("/api/v1/deployments/" + number + "/log"))
                    .containsPattern("in rotation, and .*0\\*\\*\\*\n");
            assertThat(answer("/api/v1/deployments/" + number)).containsPattern("not any more: .*0\\*\\*\\*");
            assertNowhere("masked-watch", number);
            assertThat(server.leftovers()).isEmpty();
        }
    }

    private void assertNowhere(String fleet, int number) throws SQLException {
        assertNowhere(List.of(
                answer("/api/v1/deployments/" + number),
                answer("/api/v1/deployments/" + number + "/log"),
                answer("/api/v1/deployments/" + number + "/events"),
                answer("/api/v1/fleets/" + fleet),
                answer("/api/v1/fleets/" + fleet + "/environment"),
                answer("/deployments/" + number),
                String.join("\n", log.lines())));
        assertThat(log.lines()).anyMatch(said -> said.contains("heard"));
        assertNowhere(everyText());
    }

    private static void assertNowhere(List<String> texts) {
        assertThat(texts).hasSizeGreaterThan(5).allSatisfy(text -> {
            assertThat(text).isNotEmpty();
            for (var form : forms()) {
                assertThat(text.contains(form)).as(form).isFalse();
            }
        });
    }

    private static List<String> forms() {
        var url = URLEncoder.encode(CANARY, StandardCharsets.UTF_8);
        return List.of(
                CANARY,
                EARLIER,
                CANARY.substring(0, 12), // what the cut of a long line leaves of it
                base64(CANARY),
                base64("user:" + CANARY).substring(8, 30), // its own digits behind another text
                url,
                url.replace("+", "%20"),
                url.replace("+", "%20").replace("%27", "'"),
                CANARY.replace("'", "'\\''"),
                CANARY.replace("'", "'\"'\"'"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Deploys to one node without a balancer, and returns the number when that has failed. */
    private static int failed(RealSshd server, String fleet, String more, Map<String, String> files)
            throws IOException {
        given().contentType("text/plain")
                .body("""
                        fleet: %1$s
                        application: %1$s
                        environment: test
                        deployPath: app
                        ssh: {user: %2$s, port: %3$d, keyFile: "%4$s"}
                        nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%5$s"}]
                        strategy: {allowInterruption: true, settle: 5s}
                        %6$s""".formatted(
                                fleet,
                                server.user(),
                                server.port(),
                                server.home().resolveSibling("user"),
                                server.hostKey(),
                                more))
                .put("/api/v1/fleets/" + fleet)
                .then()
                .statusCode(201);
        putEnvironment(fleet, "OLD=" + EARLIER + "\n");
        putEnvironment(fleet, "CANARY=\"" + CANARY + "\"\n");
        given().multiPart("version", "45")
                .multiPart("artifact", "app.tar.gz", RealFleet.release("45", 200, files))
                .post("/api/v1/applications/" + fleet + "/releases")
                .then()
                .statusCode(201);
        int number = given().contentType("application/json")
                .body("{\"release\":\"45\"}")
                .post("/api/v1/fleets/" + fleet + "/deployments")
                .then()
                .statusCode(202)
                .extract()
                .path("number");
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> answer("/api/v1/deployments/" + number)
                .contains("\"status\":\"failed\""));
        return number;
    }

    private static void putEnvironment(String fleet, String text) {
        given().contentType("text/plain")
                .body(text)
                .put("/api/v1/fleets/" + fleet + "/environment")
                .then()
                .statusCode(200);
    }

    private static String answer(String path) {
        return given().get(path).then().statusCode(200).extract().asString();
    }

    /** All of each table, row by row. */
    private List<String> everyText() throws SQLException {
        var texts = new ArrayList<String>();
        try (var connection = database.getConnection()) {
            for (var table : column(connection, """
                    select quote_ident(table_name) from information_schema.tables
                     where table_schema = 'public' and table_type = 'BASE TABLE'""")) {
                texts.addAll(column(connection, "select t::text from " + table + " t"));
            }
        }
        assertThat(texts).anyMatch(text -> text.contains("***"));
        return texts;
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }
}
