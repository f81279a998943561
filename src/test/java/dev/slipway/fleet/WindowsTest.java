package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Windows.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a fleet's document lets deployments begin, and how that is told. */
class WindowsTest {
    private static final String OFFICE = "{open: \"0 9 * * MON-THU\", for: 8h, zone: Europe/Berlin}";
    private static final String NIGHT = "{open: \"0 22 * * *\", for: 8h, zone: Europe/Berlin, name: night}";
    private static final String YEARS_END =
            "{freeze: \"0 0 20 12 *\", for: 16d, zone: Europe/Berlin, reason: year's end}";

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z, CLOSED, 2026-11-23T08:00:00Z", // a Friday
        "2026-11-23T07:59:59.999Z, CLOSED, 2026-11-23T08:00:00Z",
        "2026-11-23T08:00:00Z, OPEN, 2026-11-23T16:00:00Z",
        "2026-11-23T15:59:59.999Z, OPEN, 2026-11-23T16:00:00Z",
        "2026-11-23T16:00:00Z, CLOSED, 2026-11-24T08:00:00Z",
        "2026-12-17T16:00:00Z, CLOSED, 2026-12-19T23:00:00Z",
        "2026-12-19T23:00:00Z, FROZEN, 2027-01-04T23:00:00Z",
        "2026-12-21T10:00:00Z, FROZEN, 2027-01-04T23:00:00Z", // a Monday, in what would be an opening
    })
    void an_opening_lets_them_begin_and_a_freeze_goes_before_it(Instant at, State state, Instant until) {
        var windows = windows(OFFICE, YEARS_END);
        assertThat(windows.at(at).state()).isEqualTo(state);
        assertThat(windows.until(at)).isEqualTo(until);
    }

    @Test
    void without_an_opening_only_a_freeze_stops_them() {
        var windows = windows(YEARS_END);
        assertThat(windows.at(Instant.parse("2026-11-22T12:00:00Z")).state()).isEqualTo(State.OPEN);
        assertThat(windows.at(Instant.parse("2026-12-22T12:00:00Z")).state()).isEqualTo(State.FROZEN);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-28T21:00:00Z, 2026-03-29T04:00:00Z", // the clock is put forward: 7 hours
        "2026-10-24T20:00:00Z, 2026-10-25T05:00:00Z", // and back: 9 hours
        "2026-11-20T21:00:00Z, 2026-11-21T05:00:00Z",
    })
    void what_opens_at_22_for_8_hours_closes_at_6_also_when_the_clock_is_changed(Instant opens, Instant closes) {
        var windows = windows(NIGHT);
        assertThat(windows.at(opens.minusNanos(1)).state()).isEqualTo(State.CLOSED);
        assertThat(windows.at(opens).state()).isEqualTo(State.OPEN);
        assertThat(windows.at(closes.minusNanos(1)).state()).isEqualTo(State.OPEN);
        assertThat(windows.at(closes).state()).isEqualTo(State.CLOSED);
    }

    @Test
    void an_end_that_comes_twice_or_never_is_taken_so_that_less_begins() {
        var open = windows("{open: \"0 22 * * *\", for: 270m, zone: Europe/Berlin}"); // until 02:30
        assertThat(open.until(Instant.parse("2026-10-24T21:00:00Z"))).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(open.until(Instant.parse("2026-03-28T22:00:00Z"))).isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        var freeze = windows("{freeze: \"0 22 * * *\", for: 270m, zone: Europe/Berlin, reason: x}");
        assertThat(freeze.until(Instant.parse("2026-10-24T21:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void windows_that_meet_or_overlap_are_one() {
        var always =
                windows("{open: \"0 0 * * *\", for: 24h, zone: UTC}", "{open: \"0 12 * * MON\", for: 2h, zone: UTC}");
        var at = Instant.parse("2026-11-20T12:00:00Z");
        assertThat(always.at(at).changesAt()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(always.until(at)).isAfter(at.plusSeconds(86_400 * 30));
        assertThat(always.at(Instant.parse("2026-11-21T00:00:00Z")).state()).isEqualTo(State.OPEN);
    }

    @Test
    void is_told_as_people_say_it() {
        var windows = windows(OFFICE, YEARS_END);
        assertThat(windows.told(Instant.parse("2026-11-20T12:00:00Z")))
                .isEqualTo("Mon–Thu 09:00–17:00 Europe/Berlin; opens 2026-11-23 09:00");
        assertThat(windows.told(Instant.parse("2026-11-23T12:00:00Z")))
                .isEqualTo("Mon–Thu 09:00–17:00 Europe/Berlin; closes 2026-11-23 17:00");
        assertThat(windows.told(Instant.parse("2026-12-24T12:00:00Z")))
                .isEqualTo("frozen until 2027-01-05 00:00 Europe/Berlin: year's end");
        assertThat(windows.coming(Instant.parse("2026-11-20T12:00:00Z")))
                .hasValue("frozen from 2026-12-20 00:00 to 2027-01-05 00:00 Europe/Berlin: year's end");
        assertThat(windows.coming(Instant.parse("2026-10-01T12:00:00Z"))).isEmpty();
        assertThat(windows(YEARS_END).told(Instant.parse("2026-11-20T12:00:00Z")))
                .isEqualTo("at any time");
        assertThat(windows(NIGHT).told(Instant.parse("2026-11-20T12:00:00Z")))
                .isEqualTo("night (daily 22:00–06:00 Europe/Berlin); opens 2026-11-20 22:00");
        assertThat(windows("{open: \"*/30 9 1 * *\", for: 10m, zone: UTC}").told(Instant.parse("2026-11-20T12:00:00Z")))
                .isEqualTo("*/30 9 1 * * for 10 min UTC; opens 2026-12-01 09:00");
        assertThat(windows(OFFICE, "{open: \"0 9 * * FRI\", for: 1h, zone: America/New_York}")
                        .told(Instant.parse("2026-11-20T12:00:00Z")))
                .isEqualTo("Mon–Thu 09:00–17:00 Europe/Berlin; Fri 09:00–10:00 America/New_York;"
                        + " opens 2026-11-20 15:00 Europe/Berlin");
    }

    @Test
    void what_is_wrong_is_told_with_its_line() {
        var mistakes = new Mistakes();
        Document.read("""
                windows:
                  - open: "0 9 * * MON-THU"
                    for: 8h
                  - {open: "0 25 * * *", for: 8h, zone: Europe/Belrin}
                  - {freeze: "0 0 20 12 *", for: 400d, zone: berlin}
                  - {open: "0 9 * * *", freeze: "0 9 * * *"}
                  - {open: "0 0 30 2 *", for: 1s, zone: UTC, reason: x}
                  - {open: "0 9 * * *", for: 8h, zone: Middle/Earth, name: ok}
                triggers:
                  schedule: {cron: "0 3 * *", zone: UTC, release: x}
                """, mistakes).ifPresent(document -> {
            WindowFields.read(document);
            TriggerFields.read(document);
        });
        assertThat(mistakes.list().stream()
                        .map(m ->
                                m.line() + " " + m.field() + ": " + m.problem().split(";", -1)[0]
                                        + (m.problem().contains("did you mean")
                                                ? ";" + m.problem().split(";", -1)[1]
                                                : ""))
                        .toList())
                .containsExactly(
                        "2 windows[0].zone: missing: whose clock counts, e.g. Europe/Berlin or UTC",
                        "4 windows[1].zone: \"Europe/Belrin\" is no time zone; did you mean Europe/Berlin?",
                        "4 windows[1].open: \"0 25 * * *\" is no cron expression: Value 25 not in range [0, 23]",
                        "5 windows[2].for: may be at most 366d",
                        "5 windows[2].reason: missing: why, for whoever is stopped by it",
                        "5 windows[2].zone: \"berlin\" is no time zone; did you mean Europe/Berlin?",
                        "6 windows[3].open: missing: exactly one of open and freeze: when it begins, e.g. \"0 9 * * MON-THU\"",
                        "7 windows[4].reason: unknown field",
                        "7 windows[4].for: must be a time such as 500ms, 30s, 10m or 1h, at least 60s, not \"1s\"",
                        "7 windows[4].open: it never happens: no such month has such a day",
                        "8 windows[5].zone: \"Middle/Earth\" is no time zone",
                        "10 triggers.schedule.release: unknown field",
                        "10 triggers.schedule.cron: \"0 3 * *\" is no cron expression: Cron expression contains 4 parts but we expect one of [5]");
    }

    @Test
    void rules_by_the_clock_are_one_or_a_list() {
        assertThat(FleetDocument.triggers("triggers: {schedule: {cron: \"0 3 * * *\", zone: Europe/Berlin}}")
                        .schedules())
                .extracting(ScheduleRule::name)
                .containsExactly("0 3 * * * Europe/Berlin");
        assertThat(FleetDocument.triggers(
                                "triggers: {schedule: [{cron: \"0 3 * * *\", zone: UTC}, {cron: \"0 4 * * *\", zone: UTC}]}")
                        .schedules())
                .hasSize(2);
    }

    private static Windows windows(String... each) {
        var lines = new ArrayList<String>(List.of("windows:"));
        for (var one : each) {
            lines.add("  - " + one);
        }
        return FleetDocument.windows(String.join("\n", lines));
    }
}
