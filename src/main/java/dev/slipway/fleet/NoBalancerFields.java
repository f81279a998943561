package dev.slipway.fleet;

import java.util.List;

/** The driver {@code none}. */
final class NoBalancerFields implements DriverFields {
    @Override
    public String driver() {
        return "none";
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public Settings read(Mapping fields) {
        return Settings.NONE;
    }
}
