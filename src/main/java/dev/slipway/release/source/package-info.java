/** Releases from elsewhere: by URL, from a Git repository, from GitHub, from S3. */
@NullMarked
package dev.slipway.release.source;

import org.jspecify.annotations.NullMarked;
