package dev.slipway.access;

import static dev.slipway.access.Visitors.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Fleets;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release.Migrations;
import dev.slipway.release.Releases;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: whoever has a role on some fleets sees balancers and figures of those and learns nothing of others; and what is
 * changed on pages has its audit row in the transaction of the change.
 *
 * <p>Method: two fleets with a deployment each; PostgreSQL itself says which transaction wrote a row.
 */
@QuarkusTest
@TestProfile(ClosedProfile.class)
class SomeFleetsTest {
    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @Inject
    Visitors visitors;

    @Inject
    DataSource database;

    @BeforeEach
    void twoFleets() throws SQLException {
        for (var name : new String[] {"some-ours", "some-theirs"}) {
            fleets.put(name, """
                    fleet: %s
                    application: %s
                    environment: test
                    pipeline: generic
                    deployPath: /srv/shop
                    ssh: {user: deploy, key: some-key}
                    balancers:
                      edge-%s: {driver: haproxy, endpoints: ["tcp://127.0.0.1:1"], backend: shop}
                    nodes: [{name: web-1, host: 127.0.0.1, port: 1, members: {edge-%s: web-1}}]
                    """.formatted(name, name, name, name), "test");
            if (number("select count(*) from deployment where fleet = '" + name + "'") == 0) {
                for (var i = 0; i < 6; i++) {
                    execute("insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at,"
                            + " last_entry, finished_at) values ('" + name
                            + "', 'deploy', '1.0', 'succeeded', 'test', now(), now(), 1, now())");
                }
            }
        }
    }

    @Test
    void balancers_and_figures_of_ones_own_fleets_are_shown_and_nothing_of_others() {
        var session = Visitors.signIn(visitors.person(new Grant(Role.VIEWER, "some-ours")));
        assertThat(with(session).get("/").asString()).contains("href=\"/balancers\"", "href=\"/insights\"");
        for (var path : new String[] {"/balancers", "/insights", "/balancers/edge-some-ours"}) {
            var answer = with(session).get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.asString()).as(path).contains("some-ours").doesNotContain("some-theirs");
        }
        var theirs = with(session).get("/balancers/edge-some-theirs");
        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(theirs.asString()).doesNotContain("haproxy");
        assertThat(changes(session, "")).isEqualTo(6);
        assertThat(changes(session, "?fleet=some-theirs")).isZero();
        var all = Visitors.signIn(visitors.person(Grant.everywhere(Role.VIEWER)));
        assertThat(changes(all, "")).isGreaterThanOrEqualTo(12);
    }

    @Test
    void a_new_badge_and_answers_of_the_set_up_are_in_the_audit() throws SQLException {
        var name = visitors.person(Grant.everywhere(Role.ADMIN));
        var session = Visitors.signIn(name);
        var badge = with(session).get("/fleets/some-ours/badge");
        with(session)
                .formParam("token", Visitors.formToken(badge))
                .post("/fleets/some-ours/badge")
                .then()
                .statusCode(303);
        assertThat(number("select count(*) from audit a, badge b where a.xmin = b.xmin and a.action = 'badge.renew'"
                        + " and b.fleet = 'some-ours' and a.subject = 'fleet:some-ours' and a.actor like '%" + name
                        + "'"))
                .isEqualTo(1);

        var page = with(session).get("/setup/application");
        with(session)
                .formParam("token", Visitors.formToken(page))
                .formParam("application", "some-" + name)
                .post("/setup/application")
                .then()
                .statusCode(303);
        assertThat(number("select count(*) from audit a, setup_draft d where a.xmin = d.xmin"
                        + " and a.action = 'setup.answer' and a.detail = 'application'"))
                .isEqualTo(1);
    }

    @Test
    void a_release_and_its_audit_row_are_one_transaction() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("app.txt"));
            zip.write('a');
        }
        var meta = new NewRelease("1.0", Migrations.NONE, null, null, "somebody");
        for (var again = 0; again < 2; again++) {
            var _ = releases.add("some-app", meta, new ByteArrayInputStream(bytes.toByteArray()));
        }
        assertThat(
                        number(
                                "select count(*) from audit a, release r where a.xmin = r.xmin and r.application = 'some-app'"
                                        + " and a.action = 'release.add' and a.subject = 'release:some-app/1.0' and a.actor = 'somebody'"))
                .isEqualTo(1);
        assertThat(number("select count(*) from audit where subject = 'release:some-app/1.0'"))
                .isEqualTo(1);
    }

    private static int changes(String session, String query) {
        return with(session)
                .get("/insights/slipway-insights.csv" + query)
                .asString()
                .lines()
                .skip(1)
                .mapToInt(line -> Integer.parseInt(line.split(",", -1)[1]))
                .sum();
    }

    private int number(String query) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = database.getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
