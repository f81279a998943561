package dev.slipway.fleet;

import dev.slipway.secret.Mask;
import dev.slipway.secret.Secret;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All environment files of a fleet as they were at one time; never changed.
 *
 * @param number counted from 1 in each fleet; 0: the fleet never had any
 * @param changedAt null: never
 * @param changedBy who made it; null: nobody
 */
public record EnvironmentVersion(
        int number,
        List<EnvironmentFile> files,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {
    /** Of a fleet that never had any. */
    static final EnvironmentVersion NONE = new EnvironmentVersion(0, List.of(), null, null);

    public EnvironmentVersion {
        files = List.copyOf(files);
    }

    /** Hides the values of all of these. */
    public static Mask mask(Collection<EnvironmentVersion> versions) {
        var secrets = new LinkedHashMap<String, Secret>();
        versions.stream()
                .flatMap(version -> version.files().stream())
                .flatMap(file -> file.secrets().stream())
                .forEach(secret -> secrets.put(secret.reveal(), secret));
        return Mask.of(secrets.values());
    }
}
