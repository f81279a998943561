package dev.slipway.fleet;

import dev.slipway.fleet.Window.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When deployments of a fleet may begin, by the calendar. Without an opening that is always; a freeze goes before all.
 *
 * @param all in the order of the document
 */
public record Windows(List<Window> all) {
    /** Always. */
    public static final Windows NONE = new Windows(List.of());

    /** Changes that are looked at in search of an end; then what was found counts, and is looked at again later. */
    private static final int FAR = 500;

    private static final Duration SOON = Duration.ofDays(45);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    public Windows {
        all = List.copyOf(all);
    }

    /** Whether deployments may begin. */
    public enum State {
        /** They may. */
        OPEN,
        /** They wait for an opening. */
        CLOSED,
        /** None is taken, and what is queued waits. */
        FROZEN;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How it is at a moment.
     *
     * @param changesAt until when at least it stays so
     */
    public record Look(State state, Instant changesAt) {}

    /** How it is then. Only asked where there is a window at all. */
    public Look at(Instant moment) {
        var changes = moment.plus(366, ChronoUnit.DAYS);
        var state = all.stream().anyMatch(window -> window.kind() == Kind.OPEN) ? State.CLOSED : State.OPEN;
        for (var window : all) {
            var covered = window.coversUntil(moment);
            var change = covered.orElseGet(() -> window.begins().next(moment));
            changes = change.isBefore(changes) ? change : changes;
            if (covered.isPresent() && state != State.FROZEN) {
                state = window.kind() == Kind.FREEZE ? State.FROZEN : State.OPEN;
            }
        }
        return new Look(state, changes);
    }

    /** Until when the state stays what it is at this moment. */
    public Instant until(Instant moment) {
        var first = at(moment);
        var look = first;
        for (var i = 0; i < FAR && at(look.changesAt()).state() == first.state(); i++) {
            look = at(look.changesAt());
        }
        return look.changesAt();
    }

    /** The first moment from then on at which deployments may begin; empty when none is near. */
    public Optional<Instant> opening(Instant moment) {
        var now = moment;
        for (var i = 0; i < FAR; i++) {
            var look = at(now);
            if (look.state() == State.OPEN) {
                return Optional.of(now);
            }
            now = look.changesAt();
        }
        return Optional.empty();
    }

    /** How it is then, in words: what it is about, and when that changes. */
    public String told(Instant moment) {
        return switch (at(moment).state()) {
            case OPEN ->
                openings().isEmpty() ? "at any time" : openings() + "; closes " + clock(Kind.OPEN, until(moment));
            case CLOSED ->
                openings()
                        + opening(moment)
                                .map(at -> "; opens " + clock(Kind.OPEN, at))
                                .orElse("");
            case FROZEN -> {
                var window = all.stream()
                        .filter(one -> one.kind() == Kind.FREEZE
                                && one.coversUntil(moment).isPresent())
                        .findFirst()
                        .orElseThrow();
                yield "frozen until " + zoned(window, until(moment)) + ": " + window.name();
            }
        };
    }

    /** The freeze that comes soon, in words; empty: none, or it is there already. */
    public Optional<String> coming(Instant moment) {
        return all.stream()
                .filter(window -> window.kind() == Kind.FREEZE)
                .filter(window -> window.coversUntil(moment).isEmpty())
                .filter(window -> window.begins().next(moment).isBefore(moment.plus(SOON)))
                .min((one, other) ->
                        one.begins().next(moment).compareTo(other.begins().next(moment)))
                .map(window -> {
                    var begin = window.begins().next(moment);
                    return "frozen from " + MINUTE.format(window.local(begin)) + " to "
                            + zoned(window, window.end(begin)) + ": " + window.name();
                });
    }

    private String openings() {
        return all.stream()
                .filter(window -> window.kind() == Kind.OPEN)
                .map(Window::told)
                .collect(Collectors.joining("; "));
    }

    /** By the clock of the first window of this kind; with its zone where there are several. */
    private String clock(Kind kind, Instant moment) {
        var window = all.stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
        var zones = all.stream().map(one -> one.begins().zone()).distinct().count();
        return zones == 1 ? MINUTE.format(window.local(moment)) : zoned(window, moment);
    }

    private static String zoned(Window window, Instant moment) {
        return MINUTE.format(window.local(moment)) + " "
                + window.begins().zone().getId();
    }
}
