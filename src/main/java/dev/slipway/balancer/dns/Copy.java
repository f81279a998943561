package dev.slipway.balancer.dns;

import dev.slipway.balancer.BalancerException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What one server answers now.
 *
 * @param ttls of both families' addresses, in seconds
 */
record Copy(NameServer server, long serial, Map<InetAddress, Long> ttls) {
    static Copy of(NameServer server) throws BalancerException, InterruptedException {
        var ttls = new HashMap<InetAddress, Long>();
        for (var family : Addresses.FAMILIES) {
            server.addresses(family).records().forEach(r -> ttls.put(Addresses.of(r), r.getTTL()));
        }
        return new Copy(server, server.serial(), Map.copyOf(ttls));
    }
}
