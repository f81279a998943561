package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.real.DisturbedFleet.Ending;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two nodes, visitors and a Slipway that can be killed, for tests whose goal is that a disturbed deployment ends as if
 * nothing had happened: the same links, the same members in service, each command as often, one migration, one outcome
 * for each step that was begun, and no lost request. What that is, an undisturbed deployment says first.
 */
abstract class DisturbedDeployments {
    static final String NODE = "web-1";

    @RegisterExtension
    final Slipways slipways = new Slipways();

    Map<String, String> database;
    DisturbedFleet fleet;

    @BeforeEach
    void start() throws Exception {
        RealHaproxy.mustBeThere();
        database = TestDatabase.fresh();
        fleet = new DisturbedFleet(slipways, database, 2);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    static void assertSame(Ending ending, Ending undisturbed, String current) {
        assertThat(ending.outcomes()).as("each step has one outcome").isEqualTo(undisturbed.outcomes());
        assertThat(ending.status()).isEqualTo(undisturbed.status());
        assertThat(ending.links()).containsOnly(current);
        assertThat(ending.members()).isEqualTo(undisturbed.members());
        assertThat(ending.commands()).as("each command ran as often").isEqualTo(undisturbed.commands());
    }
}
