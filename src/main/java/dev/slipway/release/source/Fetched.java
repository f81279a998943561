package dev.slipway.release.source;

import dev.slipway.fleet.Failure;
import dev.slipway.release.Added;

/** What came of fetching a release. */
public sealed interface Fetched {
    /**
     * It is there.
     *
     * @param from where it came from, without secrets
     * @param checked whether somebody other than the bytes said what their digest must be
     */
    record Taken(Added added, String from, boolean checked) implements Fetched {}

    /** It could not be fetched; nothing was stored. */
    record NotTaken(Failure failure) implements Fetched {}

    /** Too much is being fetched already; ask again later. */
    record Busy() implements Fetched {}
}
