package dev.slipway.fleet;

import java.util.List;
import java.util.Map;

/** The driver {@code embedded}. */
final class EmbeddedFields implements DriverFields {
    @Override
    public String driver() {
        return "embedded";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints");
    }

    @Override
    public Settings read(Mapping fields) {
        return new Settings(DriverFields.needed(fields, "endpoints", "embedded:.+", "embedded:<name>"), "", Map.of());
    }
}
