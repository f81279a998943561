package dev.slipway.balancer.dns;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: the driver works with Knot DNS. Method: the shared contract, and Knot's own way of refusing. */
class KnotTest extends DnsContract {
    @Override
    protected RealDns launch() throws Exception {
        return RealDns.knot();
    }

    @Test
    void a_key_without_a_grant_is_no_key_to_knot() {
        refuses(open(Map.of("keyName", "idle")), "BADKEY", "acl with action update");
    }
}
