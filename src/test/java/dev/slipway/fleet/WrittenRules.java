package dev.slipway.fleet;

import dev.slipway.fleet.FleetDocument.Parsed;
import java.util.List;

/** Rules of discovery as a document's check reads them. */
public final class WrittenRules {
    private WrittenRules() {}

    /** The only rule of a fleet; {@code fields} as YAML in braces. */
    public static DiscoveryRule rule(String fields) {
        var document = """
                fleet: shop-production
                application: shop
                environment: production
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: shop}
                discovery:
                  - %s
                """.formatted(fields);
        if (FleetDocument.parse(document, _ -> List.of()) instanceof Parsed.Wrong(var mistakes)) {
            throw new AssertionError(mistakes.toString());
        }
        return FleetDocument.discovery(document).getFirst();
    }
}
