package dev.slipway.balancer.command;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerConfig;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The driver {@code command}. Programs lie in the one folder that {@code slipway.balancer.commands} names: who may
 * write a fleet document may choose among them, and may not bring one.
 */
@Singleton
public final class CommandDriver implements Driver {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Optional<Path> folder;
    private final InstantSource clock;

    /** With the programs of the configured folder. */
    @Inject
    public CommandDriver(BalancerConfig config, InstantSource clock) {
        this(config.commands(), clock);
    }

    CommandDriver(Optional<Path> folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        var timeout = spec.wait("timeout", TIMEOUT);
        var settle = spec.wait("settle", Duration.ZERO);
        var program =
                new Program(spec.name(), folder, spec.options().getOrDefault("program", ""), spec.endpoints(), timeout);
        return new CommandBalancer(spec.name(), program, new Departures(clock, settle));
    }
}
