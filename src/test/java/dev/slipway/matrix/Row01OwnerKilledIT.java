package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.EventReader;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Slipways;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: when an instance dies, another one ends its deployment as if nothing had happened, and a reader of its events
 * goes on there.
 *
 * <p>Method: {@code kill -9} for the owner while a migration runs on a node. A reader that followed there comes to the
 * other instance with the number of its last event.
 */
class Row01OwnerKilledIT {
    /** The promise is 15 s; the rest is for a slow machine. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(30);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void another_instance_goes_on_and_its_reader_loses_nothing() throws Exception {
        RealHaproxy.mustBeThere();
        try (var two = new TwoInstances(slipways, 2)) {
            var owner = two.owner();
            var other = two.other();
            try (var before = owner.api().events(two.number(), 0)) {
                Awaitility.await().until(() -> before.lastId() == two.newestEntry());
                owner.kill();
                var killed = System.nanoTime();
                Awaitility.await().until(before::ended);
                assertThat(before.endedCleanly()).isFalse();
                try (var after = other.api().events(two.number(), before.lastId())) {
                    Awaitility.await().atMost(TAKEN_OVER).until(() -> after.events().stream()
                            .anyMatch(e -> e.name().equals("owned")));
                    report("taken over after", System.nanoTime() - killed);
                    two.letMigrationEnd();
                    two.assertEndedAsIfNothingHappened(other);
                    Awaitility.await().until(after::ended);
                    assertEachEventOnce(before, after);
                }
            }
        }
    }

    private static void assertEachEventOnce(EventReader before, EventReader after) {
        var seen = Stream.concat(before.events().stream(), after.events().stream())
                .map(e -> Long.parseLong(e.id()))
                .toList();
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seen.size()).boxed().toList());
        assertThat(after.events().getLast().name()).isEqualTo("finished");
    }

    @SuppressWarnings("SystemOut")
    private static void report(String what, long nanos) {
        System.out.println(what + " " + nanos / 1_000_000 + " ms");
    }
}
