package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Slipways;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: an instance that is asked to end hands its deployments over and is gone within 10 s; the job on the node runs
 * on, and readers are told to come back.
 *
 * <p>Method: SIGTERM for the owner while a migration runs on a node, with another instance and without.
 */
class Row05ShutdownIT {
    private static final Duration GONE = Duration.ofSeconds(10);

    /** Less than the time after which a silent instance counts as dead. */
    private static final Duration AT_ONCE = Duration.ofSeconds(6);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void another_instance_goes_on_at_once() throws Exception {
        RealHaproxy.mustBeThere();
        try (var two = new TwoInstances(slipways, 2)) {
            var owner = two.owner();
            var other = two.other();
            try (var reader = owner.api().events(two.number(), 0)) {
                Awaitility.await().until(() -> reader.lastId() == two.newestEntry());

                report(owner.terminate(GONE));

                assertThat(reader.endedCleanly()).isTrue();
                assertThat(reader.retry()).isEqualTo("500");
            }
            Awaitility.await().atMost(AT_ONCE).until(() -> two.owners().size() == 2);
            two.letMigrationEnd();
            two.assertEndedAsIfNothingHappened(other);
        }
    }

    @Test
    void alone_the_next_start_goes_on() throws Exception {
        RealHaproxy.mustBeThere();
        try (var one = new TwoInstances(slipways, 1)) {
            report(one.owner().terminate(GONE));

            var next = slipways.start("slipway-1", one.settings());
            one.letMigrationEnd();
            one.assertEndedAsIfNothingHappened(next);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void report(Duration took) {
        System.out.println("gone after " + took.toMillis() + " ms");
    }
}
