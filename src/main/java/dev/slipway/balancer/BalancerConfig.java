package dev.slipway.balancer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings {@code slipway.balancer.*}: what fleet documents may use of the server that runs Slipway. */
@ConfigMapping(prefix = "slipway.balancer")
public interface BalancerConfig {
    /** The folder with the tokens of balancers, one file each. */
    @WithDefault("${slipway.home:${user.home}/.local/share/slipway}/balancer-secrets")
    Path secrets();

    /** The folder with the programs of the driver {@code command}; unset: that driver is refused. */
    Optional<Path> commands();
}
