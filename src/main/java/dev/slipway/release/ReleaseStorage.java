package dev.slipway.release;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;

/** Makes the artifact store that the configuration names. */
@Singleton
class ReleaseStorage {
    @Produces
    @Singleton
    Artifacts artifacts(ReleaseConfig config, InstantSource clock) throws IOException {
        var limits = new ArtifactLimits(
                config.maxBytes().asLongValue(),
                config.maxEntries(),
                config.maxUnpackedBytes().asLongValue());
        return new Artifacts(config.folder(), limits, clock);
    }
}
