package dev.slipway.fleet;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Time zones by the names that people write. */
public final class Zones {
    private Zones() {}

    /** The zone of this name, e.g. {@code Europe/Berlin} or {@code UTC}; an offset is none. */
    public static Optional<ZoneId> find(String name) {
        try {
            return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** What is wrong with a name that is none, and what may have been meant. */
    public static String objection(String name) {
        var known = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        var city = city(name);
        return "\"" + name + "\" is no time zone"
                + Nearest.of(name, known)
                        .or(() -> known.stream()
                                .filter(zone -> city.equalsIgnoreCase(city(zone)))
                                .findFirst())
                        .map(zone -> "; did you mean " + zone + "?")
                        .orElse("; write its region and city, e.g. Europe/Berlin, or UTC");
    }

    private static String city(String zone) {
        return zone.substring(zone.lastIndexOf('/') + 1).replace(' ', '_');
    }
}
