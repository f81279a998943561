package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Slipways;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: a deployment whose row in the scheduler's table got lost is not forgotten.
 *
 * <p>Method: the row is deleted while a migration runs, and the owner killed: nothing else would wake the deployment.
 */
class Row49TaskRowLostIT {
    private static final Duration RESTORED = Duration.ofSeconds(30);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void the_sweeper_restores_it_and_says_so() throws Exception {
        RealHaproxy.mustBeThere();
        try (var two = new TwoInstances(slipways, 2)) {
            var other = two.other();
            two.owner().kill();
            two.execute("delete from scheduled_tasks where task_instance::bigint = ?");

            Awaitility.await().atMost(RESTORED).until(() -> other.log()
                    .contains("Deployment " + two.number() + " had lost its task"));

            two.letMigrationEnd();
            two.assertEndedAsIfNothingHappened(other);
            assertThat(two.owners()).hasSize(2);
        }
    }
}
