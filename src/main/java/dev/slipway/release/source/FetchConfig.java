package dev.slipway.release.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;

/** How releases are fetched from elsewhere. */
@ConfigMapping(prefix = "slipway.fetch")
public interface FetchConfig {
    /** Releases that this instance fetches at once; each holds a thread and its caller's connection. */
    @WithDefault("4")
    @Min(1) int atOnce();

    /** How long one may take, with all its tries. Longer than 30 minutes, and the caller's connection is cut before. */
    @WithDefault("25m")
    Duration timeout();

    /** Copies of Git repositories; they can be deleted while Slipway is stopped, and are fetched anew then. */
    @WithDefault("${slipway.home:${user.home}/.local/share/slipway}/git")
    Path repositories();

    /** Where files lie while they are made; emptied at each start. */
    @WithDefault("${slipway.home:${user.home}/.local/share/slipway}/uploads")
    Path temporary();
}
