package dev.slipway.fleet;

import dev.slipway.fleet.Window.Kind;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code windows}, and recurring times wherever a document has them. */
final class WindowFields {
    private static final int MOST = 20;
    private static final int LONGEST_NAME = 200;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    private WindowFields() {}

    static Windows read(Mapping document) {
        var written = document.mappings("windows");
        if (written.size() > MOST) {
            document.mistake("windows", "may be at most " + MOST);
        }
        var all = new ArrayList<Window>();
        written.forEach(fields -> window(fields).ifPresent(all::add));
        return new Windows(all);
    }

    private static Optional<Window> window(Mapping fields) {
        if (fields.has("open") == fields.has("freeze")) {
            fields.only(List.of("open", "freeze", "for", "zone", "name", "reason"));
            fields.missing("open", "exactly one of open and freeze: when it begins, e.g. \"0 9 * * MON-THU\"");
            return Optional.empty();
        }
        var kind = fields.has("open") ? Kind.OPEN : Kind.FREEZE;
        var named = kind == Kind.OPEN ? "name" : "reason";
        var begins = kind == Kind.OPEN ? "open" : "freeze";
        fields.only(List.of(begins, "for", "zone", named));
        if (!fields.has("for")) {
            fields.missing("for", "how long it lasts, e.g. 8h or 16d");
        }
        var length = fields.duration("for", SHORTEST);
        if (length.isPresent() && length.get().compareTo(LONGEST) > 0) {
            fields.mistake("for", "may be at most " + LONGEST.toDays() + "d");
        }
        if (kind == Kind.FREEZE && !fields.has(named)) {
            fields.missing(named, "why, for whoever is stopped by it");
        }
        var name = fields.text(named);
        if (name.isPresent()
                && (name.get().length() > LONGEST_NAME || name.get().contains("\n"))) {
            fields.mistake(named, "must be one line of at most " + LONGEST_NAME + " characters");
        }
        var cron = cron(fields, begins);
        return cron.isEmpty() || length.isEmpty()
                ? Optional.empty()
                : Optional.of(new Window(kind, cron.get(), length.get(), name.orElse(null)));
    }

    /** A recurring time with the zone beside it; empty when either is wrong. */
    static Optional<Cron> cron(Mapping fields, String field) {
        var zone = zone(fields);
        var written = fields.text(field);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            var cron = new Cron(written.get(), zone.orElse(ZoneId.of("UTC")));
            return zone.map(_ -> cron);
        } catch (IllegalArgumentException e) {
            fields.mistake(field, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> zone(Mapping fields) {
        var name = fields.required("zone", "whose clock counts, e.g. Europe/Berlin or UTC");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var zone = Zones.find(name);
        if (zone.isEmpty()) {
            fields.mistake("zone", Zones.objection(name));
        }
        return zone;
    }
}
