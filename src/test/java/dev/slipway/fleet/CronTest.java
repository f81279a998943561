package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a recurring time happens as people read it on the wall, also when clocks are changed: never left out, never
 * twice. Method: around the changes of several zones, all times are compared with a list that is made minute by minute
 * of the wall's clock, by conditions that are written here once more.
 */
class CronTest {
    private record Case(String expression, Predicate<LocalDateTime> fits) {}

    private static final List<Case> CASES = List.of(
            new Case("30 2 * * *", at -> at.getHour() == 2 && at.getMinute() == 30),
            new Case("0 3 * * *", at -> at.getHour() == 3 && at.getMinute() == 0),
            new Case("*/15 * * * *", at -> at.getMinute() % 15 == 0),
            new Case("15 1-3 * * *", at -> at.getHour() >= 1 && at.getHour() <= 3 && at.getMinute() == 15),
            new Case(
                    "45 1 * * SUN",
                    at -> at.getHour() == 1
                            && at.getMinute() == 45
                            && at.getDayOfWeek().getValue() == 7),
            new Case(
                    "10 2 * * SUN-MON",
                    at -> at.getHour() == 2
                            && at.getMinute() == 10
                            && List.of(7, 1).contains(at.getDayOfWeek().getValue())));

    /** A day before and two after a change of the clock. */
    static Stream<Arguments> changes() {
        var changes = List.of(
                Arguments.of("Europe/Berlin", "2026-03-29T01:00:00Z"),
                Arguments.of("Europe/Berlin", "2026-10-25T01:00:00Z"),
                Arguments.of("America/New_York", "2026-03-08T07:00:00Z"),
                Arguments.of("America/New_York", "2026-11-01T06:00:00Z"),
                Arguments.of("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
                Arguments.of("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
                Arguments.of("Asia/Kathmandu", "2026-03-29T01:00:00Z"));
        return changes.stream().flatMap(change -> CASES.stream()
                .map(one -> Arguments.of(change.get()[0], change.get()[1], one.expression())));
    }

    @ParameterizedTest(name = "{2} {0} around {1}")
    @MethodSource("changes")
    void happens_once_for_each_time_on_the_wall(String zone, String change, String expression) {
        var cron = new Cron(expression, ZoneId.of(zone));
        var from = Instant.parse(change).minus(Duration.ofHours(26));
        var to = Instant.parse(change).plus(Duration.ofHours(50));
        var expected = expected(cron, from, to);
        assertThat(expected).isNotEmpty();

        var forwards = new ArrayList<Instant>();
        for (var at = cron.next(from); !at.isAfter(to); at = cron.next(at)) {
            forwards.add(at);
        }
        assertThat(forwards).isEqualTo(expected);

        var backwards = new ArrayList<Instant>();
        for (var at = cron.last(to); at.isAfter(from); at = cron.last(at.minusSeconds(1))) {
            backwards.addFirst(at);
        }
        assertThat(backwards).isEqualTo(expected);

        for (var at = Instant.parse(change).minus(Duration.ofHours(3));
                at.isBefore(Instant.parse(change).plus(Duration.ofHours(5)));
                at = at.plusSeconds(290)) {
            var now = at;
            expected.stream().filter(one -> one.isAfter(now)).findFirst().ifPresent(next -> assertThat(cron.next(now))
                    .as("after %s", now)
                    .isEqualTo(next));
            expected.stream()
                    .filter(one -> !one.isAfter(now))
                    .reduce((_, later) -> later)
                    .ifPresent(last ->
                            assertThat(cron.last(now)).as("until %s", now).isEqualTo(last));
        }
    }

    /** Each time that the expression names, once, in its first place, and moved on when it is left out. */
    private static List<Instant> expected(Cron cron, Instant from, Instant to) {
        var fits = CASES.stream()
                .filter(one -> one.expression().equals(cron.expression()))
                .findFirst()
                .orElseThrow()
                .fits();
        var moments = new TreeSet<Instant>();
        var rules = cron.zone().getRules();
        var end = LocalDateTime.ofInstant(to, cron.zone()).plusDays(1);
        for (var at = LocalDateTime.ofInstant(from, cron.zone()).minusDays(1).withSecond(0);
                at.isBefore(end);
                at = at.plusMinutes(1)) {
            if (fits.test(at)) {
                // In a gap, the offset before it makes the moment that is as much later.
                var valid = rules.getValidOffsets(at);
                var offset = valid.isEmpty() ? rules.getTransition(at).getOffsetBefore() : valid.getFirst();
                moments.add(at.toInstant(offset));
            }
        }
        return moments.stream()
                .filter(at -> at.isAfter(from) && !at.isAfter(to))
                .toList();
    }

    @Test
    void a_time_that_is_left_out_happens_after_the_gap_and_one_that_comes_twice_the_first_time() {
        var berlin = new Cron("30 2 * * *", ZoneId.of("Europe/Berlin"));
        assertThat(berlin.next(Instant.parse("2026-03-28T12:00:00Z"))).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(berlin.next(Instant.parse("2026-10-24T12:00:00Z"))).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(berlin.next(Instant.parse("2026-10-25T00:30:00Z"))).isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "0 9 * * MON-THU, 2026-11-20T12:00:00Z, 2026-11-23T09:00:00Z",
        "0 0 29 2 *, 2026-11-20T12:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 20 DEC *, 2026-11-20T12:00:00Z, 2026-12-20T00:00:00Z",
        "0 0 1 * MON, 2026-11-20T12:00:00Z, 2026-11-23T00:00:00Z",
        "0 0 * * 7, 2026-11-20T12:00:00Z, 2026-11-22T00:00:00Z",
        "0 0 * * 0, 2026-11-20T12:00:00Z, 2026-11-22T00:00:00Z",
    })
    void reads_names_and_numbers(String expression, Instant after, Instant next) {
        var cron = new Cron(expression, ZoneId.of("UTC"));
        assertThat(cron.next(after)).isEqualTo(next);
        assertThat(cron.last(next)).isEqualTo(next);
        assertThat(cron.last(next.minusNanos(1))).isBeforeOrEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "61 * * * *, 61 not in range",
        "0 9 * *, contains 4 parts",
        "0 9 * * * *, contains 6 parts",
        "0 9 * * FUNDAY, FUNDAY",
        "@daily, Nicknames",
        "0 0 30 2 *, never happens",
        "0 0 31 4 *, never happens",
    })
    void says_what_is_wrong(String expression, String said) {
        assertThatThrownBy(() -> new Cron(expression, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
