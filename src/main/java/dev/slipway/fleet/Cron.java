package dev.slipway.fleet;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moments that come again and again: five fields of cron, as the clock on the wall of a zone shows them.
 *
 * <p>A time that does not exist, because the clock is put forward over it, happens as much later as the clock is put
 * forward. A time that exists twice happens the first time. What falls on one moment happens once.
 *
 * @param expression minute, hour, day of the month, month, day of the week; names such as {@code MON} and {@code JAN}
 *     too
 */
public record Cron(String expression, ZoneId zone) {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final LocalDateTime SOME_DAY = LocalDateTime.of(2024, 1, 1, 0, 0);
    private static final String FORM =
            "; write minute, hour, day of the month, month and day of the week, e.g. 0 9 * * MON-FRI";

    /**
     * From what a person wrote.
     *
     * @throws IllegalArgumentException when it is no cron expression, or never happens; the message says why
     */
    public Cron {
        expression = expression.strip().replaceAll("\\s+", " ");
        if (after(times(expression), SOME_DAY).isEmpty()) {
            throw new IllegalArgumentException("it never happens: no such month has such a day");
        }
    }

    private static ExecutionTime times(String expression) {
        try {
            // A week that begins on Sunday is told by its other number.
            return ExecutionTime.forCron(PARSER.parse(expression.replaceAll("(?i)\\bSUN-", "0-")));
        } catch (IllegalArgumentException e) {
            var why = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
            throw new IllegalArgumentException("\"" + expression + "\" is no cron expression: " + why + FORM, e);
        }
    }

    /** The first time after this moment. */
    public Instant next(Instant after) {
        var times = times(expression);
        var change = gapBefore(after);
        var begin = change == null ? minute(after) : change.getDateTimeBefore().minusMinutes(1);
        Instant best = null;
        for (var at = after(times, begin); at.isPresent(); at = after(times, at.get())) {
            if (best != null && !at.get().isBefore(local(best))) {
                return best;
            }
            var moment = moment(at.get());
            if (moment.isAfter(after) && (best == null || moment.isBefore(best))) {
                best = moment;
            }
        }
        return known(best);
    }

    /** The last time before this moment, or at it. */
    public Instant last(Instant at) {
        var times = times(expression);
        var change = zone.getRules().previousTransition(at.plusNanos(1));
        var begin = minute(at).plusMinutes(1);
        if (change != null && change.isOverlap() && begin.isBefore(change.getDateTimeBefore())) {
            begin = change.getDateTimeBefore(); // all of the hour that comes twice was there once already
        }
        Instant best = null;
        LocalDateTime floor = null;
        for (var time = before(times, begin); time.isPresent(); time = before(times, time.get())) {
            if (floor != null && time.get().isBefore(floor)) {
                return known(best);
            }
            var moment = moment(time.get());
            if (!moment.isAfter(at) && (best == null || moment.isAfter(best))) {
                best = moment;
                var gap = gapBefore(moment);
                floor = gap == null ? local(moment) : gap.getDateTimeBefore();
            }
        }
        return known(best);
    }

    private static Instant known(@Nullable Instant best) {
        if (best == null) {
            throw new IllegalStateException("a cron expression that was checked never happens");
        }
        return best;
    }

    /** The change that put the clock forward so shortly before that what it left out may happen after this moment. */
    private @Nullable ZoneOffsetTransition gapBefore(Instant moment) {
        var change = zone.getRules().previousTransition(moment.plusNanos(1));
        return change != null
                        && change.isGap()
                        && moment.isBefore(change.getInstant().plus(change.getDuration()))
                ? change
                : null;
    }

    private LocalDateTime local(Instant moment) {
        return moment.atZone(zone).toLocalDateTime();
    }

    private LocalDateTime minute(Instant moment) {
        return local(moment).truncatedTo(ChronoUnit.MINUTES);
    }

    private Instant moment(LocalDateTime time) {
        return time.atZone(zone).toInstant();
    }

    private static Optional<LocalDateTime> after(ExecutionTime times, LocalDateTime time) {
        return times.nextExecution(time.atZone(ZoneOffset.UTC)).map(found -> found.toLocalDateTime());
    }

    private static Optional<LocalDateTime> before(ExecutionTime times, LocalDateTime time) {
        return times.lastExecution(time.atZone(ZoneOffset.UTC)).map(found -> found.toLocalDateTime());
    }

    /** As documents write it. */
    public String told() {
        return expression + " " + zone.getId();
    }
}
