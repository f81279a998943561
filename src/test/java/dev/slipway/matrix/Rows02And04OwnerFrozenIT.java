package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Slipways;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: an instance that stood still for too long does nothing more; one that stood still for a moment goes on.
 *
 * <p>Method: SIGSTOP for the owner while a migration runs on a node, and SIGCONT after the takeover, or before there
 * can be one.
 */
class Rows02And04OwnerFrozenIT {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(30);
    private static final Duration SHORT_OF_A_DEATH = Duration.ofSeconds(4);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void one_that_slept_past_its_lease_does_nothing_more_and_says_so() throws Exception {
        RealHaproxy.mustBeThere();
        try (var two = new TwoInstances(slipways, 2)) {
            var owner = two.owner();
            var other = two.other();
            owner.freeze();
            Awaitility.await().atMost(TAKEN_OVER).until(() -> two.owners().size() == 2);
            two.letMigrationEnd();

            owner.thaw();

            Awaitility.await().until(() -> owner.log().contains("nothing more is done here"));
            two.assertEndedAsIfNothingHappened(other);
            assertThat(two.owners()).hasSize(2);
            assertThat(owner.api().ready()).isTrue();
        }
    }

    @Test
    void a_pause_shorter_than_the_lease_is_no_death() throws Exception {
        RealHaproxy.mustBeThere();
        try (var two = new TwoInstances(slipways, 2)) {
            var owner = two.owner();
            var other = two.other();
            owner.freeze();
            Awaitility.await()
                    .during(SHORT_OF_A_DEATH)
                    .atMost(SHORT_OF_A_DEATH.plusSeconds(2))
                    .until(() -> two.owners().size() == 1);
            owner.thaw();
            two.letMigrationEnd();

            two.assertEndedAsIfNothingHappened(other);
            assertThat(two.owners()).hasSize(1);
        }
    }
}
