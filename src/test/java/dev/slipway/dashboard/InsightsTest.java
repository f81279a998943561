package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.history.Archive.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsightsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private final InsightsCount count = new InsightsCount(30, NOW);
    private long number;

    @Test
    void a_change_that_failed_is_restored_by_the_next_success_of_its_fleet() {
        ended("shop", "deploy", "failed", 100, 60);
        ended("other", "deploy", "succeeded", 90, 60);
        ended("shop", "deploy", "succeeded", 40, 60);
        var span = last();
        assertThat(span.changes()).isEqualTo(3);
        assertThat(span.failed()).isEqualTo(1);
        // From the start of the failed one to the end of the good one.
        assertThat(span.restore()).isEqualTo(61 * 60.0);
    }

    @Test
    void what_took_itself_back_failed_and_was_well_at_its_end() {
        ended("shop", "deploy", "rolled_back", 100, 90);
        assertThat(last().failed()).isEqualTo(1);
        assertThat(last().restore()).isEqualTo(90.0);
    }

    @Test
    void a_rollback_of_what_had_arrived_makes_that_a_failed_change() {
        ended("shop", "deploy", "succeeded", 100, 60);
        ended("shop", "rollback", "succeeded", 50, 60);
        assertThat(last().changes()).isEqualTo(1);
        assertThat(last().failed()).isEqualTo(1);
    }

    @Test
    void what_never_began_changed_nothing() {
        ended("shop", "deploy", "cancelled", 100, 60);
        assertThat(last().changes()).isZero();
        assertThat(count.insights("", List.of()).enough()).isFalse();
    }

    @Test
    void days_without_anything_are_there_too() {
        var insights = count.insights("", List.of());
        assertThat(insights.spans()).hasSize(30);
        assertThat(insights.spans().getLast().from()).isEqualTo("2026-11-20");
        assertThat(insights.csv().lines()).hasSize(31);
    }

    private Insights.Span last() {
        return count.insights("", List.of()).spans().getLast();
    }

    private void ended(String fleet, String kind, String status, long minutesAgo, long tookSeconds) {
        var end = NOW.minus(Duration.ofMinutes(minutesAgo));
        var start = end.minusSeconds(tookSeconds);
        count.add(new Entry(
                ++number, fleet, kind, "1", status, null, null, "lena", start, start, end, 2, 2, 3.0, 2.0, 60.0));
    }
}
