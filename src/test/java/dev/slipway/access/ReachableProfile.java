package dev.slipway.access;

import java.util.HashMap;
import java.util.Map;

/**
 * Slipway as it is delivered, with an address of its own, servers on the loopback that it may ask, and approvals that
 * are looked at all the time. Nobody here revokes its bootstrap token.
 */
public final class ReachableProfile extends ClosedProfile {
    /** Where its own pages are said to be. */
    public static final String OWN_ADDRESS = "http://localhost:9321";

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(super.getConfigOverrides());
        settings.put("slipway.public-url", OWN_ADDRESS);
        settings.put("slipway.net.allow", "127.0.0.1");
        settings.put("slipway.engine.approvals", "20ms");
        return settings;
    }
}
