package dev.slipway.release;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;

/** Where artifacts are kept and how large they may be. */
@ConfigMapping(prefix = "slipway.release")
public interface ReleaseConfig {
    /**
     * The folder with the artifacts; all instances must share it. Set {@code slipway.artifacts} instead of this, which
     * only leads there.
     */
    @WithDefault("${slipway.artifacts:${slipway.home:${user.home}/.local/share/slipway}/artifacts}")
    Path folder();

    /** Largest artifact as uploaded. */
    @WithDefault("8G")
    MemorySize maxBytes();

    /** Most files, folders and links in an artifact. */
    @WithDefault("200000")
    @Min(1) int maxEntries();

    /** Largest artifact once unpacked. */
    @WithDefault("16G")
    MemorySize maxUnpackedBytes();
}
