package dev.slipway.balancer;

import dev.slipway.fleet.BalancerSpec;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All drivers there are. */
@Singleton
public final class Drivers implements Balancers {
    private final Map<String, Driver> byName;

    /** The drivers to choose from. */
    public Drivers(@All List<Driver> drivers) {
        byName = drivers.stream().collect(Collectors.toUnmodifiableMap(Driver::name, Function.identity()));
    }

    /**
     * Opens the balancer with the driver that it names.
     *
     * @throws IllegalArgumentException if there is no such driver; documents are checked long before
     */
    @Override
    public Balancer open(BalancerSpec spec) {
        var driver = byName.get(spec.driver());
        if (driver == null) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " names the driver " + spec.driver()
                    + "; there are " + byName.keySet().stream().sorted().toList());
        }
        return driver.open(spec);
    }
}
