package dev.slipway.engine.step;

import dev.slipway.fleet.EnvironmentFile;
import dev.slipway.fleet.EnvironmentVersion;
import dev.slipway.secret.Mask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fleet's environment files as a deployment knows them, and the mask over their values. */
public final class EnvironmentFiles {
    /** Of a fleet without any. */
    public static final EnvironmentFiles NONE = new EnvironmentFiles(List.of());

    private final Map<Integer, List<EnvironmentFile>> versions = new HashMap<>();
    private final Mask mask;

    private EnvironmentFiles(List<EnvironmentVersion> known) {
        known.forEach(version -> versions.put(version.number(), version.files()));
        mask = EnvironmentVersion.mask(known);
    }

    /** Those of these versions; their values are all masked. */
    public static EnvironmentFiles of(List<EnvironmentVersion> known) {
        return known.isEmpty() ? NONE : new EnvironmentFiles(known);
    }

    /** The files of this version; none: it is not there, or cannot be opened. */
    public Optional<List<EnvironmentFile>> version(int number) {
        return number == 0 ? Optional.of(List.of()) : Optional.ofNullable(versions.get(number));
    }

    /** Hides the values in what comes from a node. */
    public Mask mask() {
        return mask;
    }
}
