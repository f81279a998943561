package dev.slipway.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How notices are sent. */
@ConfigMapping(prefix = "slipway.notice")
public interface NoticeConfig {
    /** How often it is looked for news. */
    @WithDefault("1s")
    Duration every();

    /**
     * For how long an instance alone sends to a channel. One that died lets others go on after this; too short, and a
     * slow receiver may be told twice.
     */
    @WithDefault("2m")
    Duration claim();

    /** Before the second try; each pause after it is twice as long, with chance in it. */
    @WithDefault("5s")
    Duration firstPause();

    /** The longest pause, unless the receiver asks for a longer one. */
    @WithDefault("30m")
    Duration longestPause();

    /** After this long a notice is given up and becomes a dead letter. */
    @WithDefault("24h")
    Duration giveUp();

    /** How long notices are kept after they were sent or given up. */
    @WithDefault("720h")
    Duration keep();
}
