package dev.slipway.release;

/** What came of handing over a release. */
public sealed interface Added {
    /** It is new. */
    record Created(Release release) implements Added {}

    /** The same version with the same bytes is there already; nothing was changed, neither notes nor author. */
    record Same(Release release) implements Added {}

    /** The version is there with other bytes. Releases never change, so these bytes need another version. */
    record Clash(Release existing) implements Added {}
}
