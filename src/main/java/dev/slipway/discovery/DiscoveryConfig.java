package dev.slipway.discovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings {@code slipway.discovery.*}. */
@ConfigMapping(prefix = "slipway.discovery")
public interface DiscoveryConfig {
    /** How often each source of servers is asked. */
    @WithDefault("60s")
    Duration every();

    /** How long a server may be missing from what its source shows before it is no node any more. */
    @WithDefault("3m")
    Duration gone();
}
