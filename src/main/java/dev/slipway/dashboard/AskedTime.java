package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.fleet.Zones;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** When a form wants a deployment to begin. */
sealed interface AskedTime {
    /** Then; null: as soon as it can. */
    record Then(@Nullable Instant at) implements AskedTime {}

    /** It cannot be told from the fields. */
    record Unclear(String why) implements AskedTime {}

    /** From the fields of the form. Of a time that comes twice, the first is meant. */
    static AskedTime of(
            @Nullable String when, @Nullable String date, @Nullable String time, @Nullable String zoneName) {
        if (!"at".equals(text(when))) {
            return new Then(null);
        }
        var zone = Zones.find(text(zoneName)).orElse(null);
        if (zone == null) {
            return new Unclear(Zones.objection(text(zoneName)) + ".");
        }
        try {
            var wanted = LocalDate.parse(text(date)).atTime(LocalTime.parse(text(time)));
            return zone.getRules().getValidOffsets(wanted).isEmpty()
                    ? new Unclear(
                            "There is no such time in " + zone + " on that day: the clock is put forward over it.")
                    : new Then(wanted.atZone(zone).toInstant());
        } catch (DateTimeParseException _) {
            return new Unclear("Say at which date and time it is to begin, e.g. 2026-11-23 and 09:00.");
        }
    }
}
