package dev.slipway.release.source;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How objects in S3 are reached. Credentials come from where AWS' tools find them. */
@ConfigMapping(prefix = "slipway.s3")
public interface S3Config {
    /** Another store that speaks S3; a private one, or one by plain HTTP, must be in {@code slipway.net.allow}. */
    Optional<String> endpoint();

    /** The region of buckets for which none is said; else the one that AWS' tools would take. */
    Optional<String> region();
}
