package dev.slipway.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Whether Slipway shows itself with a fleet of its own. Only {@code bin/demo} sets this. */
@ConfigMapping(prefix = "slipway.demo")
public interface DemoConfig {
    /** Starts the demo. */
    @WithParentName
    @WithDefault("false")
    boolean on();

    /** Deploys release 1.1.0 by itself and ends, with status 0 if no request failed. */
    @WithDefault("false")
    boolean auto();
}
