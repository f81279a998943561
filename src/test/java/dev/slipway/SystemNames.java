package dev.slipway;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * Names are looked up as the system does. dnsjava offers itself to the JVM for all lookups of all libraries; packaged,
 * this offer is left out ({@code quarkus.class-loading.removed-resources}), and on the class path of tests this one
 * comes first.
 */
public final class SystemNames extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        return configuration.builtinResolver();
    }

    @Override
    public String name() {
        return "the system's own";
    }
}
