package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/**
 * Goal: a deployment that is cut off from its database or its node at any of its steps ends as if nothing had happened.
 *
 * <p>Method: at the beginning of each step, Slipway's PostgreSQL connections are ended, its SSH sessions killed, or the
 * SSH server restarted.
 */
class CutOffAtEveryStepIT extends DisturbedDeployments {
    @Test
    void ended_database_connections_at_each_step_change_nothing() throws Exception {
        disturbEachStep(this::endDatabaseConnections);
    }

    @Test
    void ended_ssh_connections_at_each_step_change_nothing() throws Exception {
        disturbEachStep(() -> server().killSessions());
    }

    @Test
    void a_restarted_ssh_server_at_each_step_changes_nothing() throws Exception {
        disturbEachStep(() -> server().restart());
    }

    private RealSshd server() {
        return fleet.site().parts().servers().getFirst();
    }

    private void disturbEachStep(Disturbance disturbance) throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        var steps = fleet.steps(NODE);
        fleet.begin("1.2", 200);
        for (var step : steps) {
            fleet.awaitStart(NODE, step);
            disturbance.happen();
        }
        assertSame(fleet.end(), undisturbed, "1.2");
        assertThat(fleet.lost()).isEmpty();
    }

    private void endDatabaseConnections() throws Exception {
        try (var connection = DriverManager.getConnection(
                        database.get("quarkus.datasource.jdbc.url"),
                        database.get("quarkus.datasource.username"),
                        database.get("quarkus.datasource.password"));
                var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        }
    }

    /** Something that goes wrong. */
    @FunctionalInterface
    private interface Disturbance {
        void happen() throws Exception;
    }
}
