package dev.slipway.release;

import dev.slipway.release.Release.Migrations;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of a release when handing it over.
 *
 * @param version {@code [A-Za-z0-9][A-Za-z0-9._+-]*}, at most 100 characters
 * @param author the person or token that hands it over
 */
public record NewRelease(
        String version,
        Migrations migrations,
        @Nullable String commit,
        @Nullable String notes,
        String author) {}
