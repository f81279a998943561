package dev.slipway.balancer.caddy;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.secret.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy in front of Caddy's admin interface wants to see; Caddy itself asks for nothing.
 *
 * @param file of the folder of secrets; null: nothing is sent
 */
record Token(
        BalancerSecrets secrets, String balancer, @Nullable String file) {
    /** Read at each call, so that a new token needs no restart. */
    Map<String, Secret> headers() throws BalancerException {
        return file == null
                ? Map.of()
                : Map.of(
                        "Authorization",
                        Secret.of("Bearer "
                                + secrets.read("balancer " + balancer, "token", file)
                                        .reveal()));
    }
}
