package dev.slipway.access;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Slipway with a provider, which runs only while a test wants it to. */
public class SsoProfile extends ClosedProfile {
    static final String NAME = "Harbour ID";

    @Override
    public Map<String, String> getConfigOverrides() {
        var settings = new HashMap<>(super.getConfigOverrides());
        settings.put("quarkus.http.test-port", Integer.toString(port("slipway")));
        settings.put("slipway.public-url", "http://localhost:" + port("slipway"));
        settings.put("slipway.access.second-factor", "required");
        settings.put("slipway.sso.issuer", "http://127.0.0.1:" + providerPort());
        settings.put("slipway.sso.client-id", OidcIssuer.CLIENT);
        settings.put("slipway.sso.client-secret", OidcIssuer.SECRET);
        settings.put("slipway.sso.name", NAME);
        settings.put("slipway.sso.roles", "ops=operator:*,cn=shop=deployer:shop-production,root=admin:*");
        settings.put("slipway.sso.second-factor", "amr:mfa");
        return settings;
    }

    static int providerPort() {
        return port("provider");
    }

    /** Chosen once: both sides must know the other's address before they start. */
    private static int port(String whose) {
        synchronized (System.getProperties()) {
            var key = "slipway.test.sso." + whose;
            if (Integer.getInteger(key) == null) {
                try {
                    System.setProperty(key, Integer.toString(LoopbackPorts.free()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return Integer.getInteger(key);
        }
    }
}
