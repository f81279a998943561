package dev.slipway.dashboard;

/** What a deployment would do, asked without anything being done. */
public interface Plans {
    /** With the fleet, its pipeline and the release as they are now. */
    PlanPreview preview(String fleet, String release);
}
