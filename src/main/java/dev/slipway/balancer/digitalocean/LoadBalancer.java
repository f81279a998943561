package dev.slipway.balancer.digitalocean;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer as DigitalOcean shows it.
 *
 * @param status {@code new}, {@code active} or {@code errored}
 * @param tag droplets with it are on the list; null: the list is the load balancer's own
 * @param droplets ids of those on the list
 */
record LoadBalancer(String status, @Nullable String tag, List<String> droplets) {
    boolean serves() {
        return status.equals("active");
    }

    boolean has(String droplet) {
        return droplets.contains(droplet);
    }
}
