package dev.slipway.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time that comes again and again, in which deployments may begin or may not.
 *
 * @param length of wall time: what opens at 22:00 for 8 hours closes at 06:00, also when the clock is changed that
 *     night
 * @param name what people call it, or why it freezes; null: nothing was said
 */
public record Window(
        Kind kind, Cron begins, Duration length, @Nullable String name) {
    /** What it does. */
    public enum Kind {
        /** Deployments begin in it; outside they wait. */
        OPEN,
        /** Nothing begins in it. */
        FREEZE
    }

    /** When it ends that covers this moment; empty: it does not. */
    Optional<Instant> coversUntil(Instant moment) {
        return Optional.of(end(begins.last(moment))).filter(moment::isBefore);
    }

    /** When that one ends that begins then. */
    Instant end(Instant begin) {
        var end = begin.atZone(begins.zone()).toLocalDateTime().plus(length);
        var change = begins.zone().getRules().getTransition(end);
        if (change == null) {
            return end.atZone(begins.zone()).toInstant();
        }
        // A time that was left out ends it with the change. One that comes twice is taken so that less begins.
        return switch (kind) {
            case OPEN -> change.isGap() ? change.getInstant() : end.toInstant(change.getOffsetBefore());
            case FREEZE -> change.isGap() ? change.getInstant() : end.toInstant(change.getOffsetAfter());
        };
    }

    /** For people, e.g. {@code Mon–Thu 09:00–17:00 Europe/Berlin}. */
    public String told() {
        var when = CronWords.of(begins, length);
        return kind == Kind.OPEN && name != null ? name + " (" + when + ")" : when;
    }

    LocalDateTime local(Instant moment) {
        return moment.atZone(begins.zone()).toLocalDateTime();
    }
}
