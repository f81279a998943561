package dev.slipway.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who comes in, and for how long. */
@ConfigMapping(prefix = "slipway.access")
public interface AccessConfig {
    /**
     * Everybody who reaches the port may do everything, without an account. Only for trying Slipway out: it is honoured
     * on a loopback address alone, and elsewhere the start is refused.
     */
    @WithDefault("false")
    boolean open();

    /** Whether people need a second factor before they may do more than look. */
    @WithDefault("optional")
    SecondFactorRule secondFactor();

    /** The two answers. */
    enum SecondFactorRule {
        /** Everybody decides alone. */
        OPTIONAL,
        /** Whoever has none may look, and set one up. */
        REQUIRED
    }

    /** A session that was not used for this long has ended. Longer: a forgotten browser stays open longer. */
    @WithDefault("30m")
    Duration idle();

    /** A session ends after this long, however much it is used. */
    @WithDefault("12h")
    Duration absolute();

    /** How long a shown password or second factor opens keys, tokens, roles and secrets. */
    @WithDefault("10m")
    Duration freshProof();

    /** Requests of one token or person in a minute, at one instance; more are answered with 429. */
    @WithDefault("12000")
    int requestsPerMinute();

    /** As many may come at once before that is counted. */
    @WithDefault("3000")
    int requestsAtOnce();
}
