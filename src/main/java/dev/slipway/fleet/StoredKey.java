package dev.slipway.fleet;

import java.time.Instant;

/**
 * What may be seen of a stored SSH key.
 *
 * @param publicKey as a line for {@code authorized_keys}
 * @param fingerprint {@code SHA256:…}, as {@code ssh-keygen -l} shows it
 */
public record StoredKey(String name, String publicKey, String fingerprint, Instant createdAt) {}
