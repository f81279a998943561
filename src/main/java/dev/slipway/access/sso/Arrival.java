package dev.slipway.access.sso;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody for whom the provider has signed just now.
 *
 * @param issuer the provider
 * @param subject who it is there; only both together name a person
 * @param name as the provider calls the person, which others may be called too; empty when it says nothing
 * @param authenticatedAt when the provider last asked who it is; null when it does not say
 * @param secondFactor whether the provider says that it asked for a second factor
 */
public record Arrival(
        String issuer,
        String subject,
        String name,
        List<String> groups,
        @Nullable Instant authenticatedAt,
        boolean secondFactor) {}
