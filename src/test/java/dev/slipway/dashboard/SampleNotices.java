package dev.slipway.dashboard;

import dev.slipway.fleet.Fleets;
import dev.slipway.notice.NotificationSecrets;
import dev.slipway.secret.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A fleet that tells its deployments in four ways: one works, one waits, one failed for good, one is not ready. */
@ApplicationScoped
class SampleNotices {
    private static final String DOCUMENT = """
            fleet: told-production
            application: shop
            environment: production
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: shop}
            nodes: [{name: web-1, host: 10.4.1.11}]
            notifications:
              - {slack: ops-chat}
              - {webhook: "https://hooks.example.com/a-rather-long-path/for/a/narrow/screen", secret: hook-key, on: [succeeded]}
              - {email: [ops@example.com, night@example.com], on: [failed, held]}
              - {github: acme/shop}
            """;
    private static final String HOOK =
            "{\"url\": \"https://hooks.example.com/a-rather-long-path/for/a/narrow/screen\", \"secret\": \"hook-key\"}";
    private static final String GITHUB = "{\"repository\": \"acme/shop\", \"environment\": \"production\","
            + " \"production\": true, \"temporary\": false, \"url\": null}";

    private final Fleets fleets;
    private final NotificationSecrets secrets;
    private final DataSource database;

    SampleNotices(Fleets fleets, NotificationSecrets secrets, DataSource database) {
        this.fleets = fleets;
        this.secrets = secrets;
        this.database = database;
    }

    void tell() throws SQLException {
        fleets.put("told-production", DOCUMENT, "test");
        secrets.put("hook-key", Secret.of("signing-key-of-the-tests"), "test");
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into notice_line (line) values ('sample') on conflict do nothing");
            statement.execute(row(1, "succeeded", "webhook", HOOK, "dead", 7, "It answered 404"));
            statement.execute(row(2, "succeeded", "github", GITHUB, "sent", 1, ""));
            statement.execute(row(3, "rolled_back", "github", GITHUB, "waiting", 3, "GitHub answered 503"));
        }
    }

    private static String row(int id, String moment, String kind, String channel, String state, int tries, String why) {
        return """
                insert into notice (delivery, line, fleet, deployment, entry, moment, kind, channel, facts, state,
                                    attempts, created_at, begun_at, due_at, ended_at, problem)
                values (lpad('%d', 32, '0'), 'sample', 'told-production', 412, %d, '%s', '%s', '%s', '{}', '%s', %d,
                        now(), now(), timestamptz '2099-01-01', case when '%s' = 'waiting' then null else now() end, '%s')
                on conflict do nothing""".formatted(id, id, moment, kind, channel, state, tries, state, why);
    }
}
