package dev.slipway.dashboard;

/**
 * What a visitor may do with one fleet: what is not allowed is not on the page.
 *
 * @param token what forms must bring back
 * @param decides answers, pauses and ends deployments
 * @param approves lets deployments begin that wait for it
 * @param overrides lets deployments begin in spite of a hold, a freeze or a window
 * @param operates freezes the fleet, takes servers out and puts them back
 */
record Hand(
        String token,
        boolean deploys,
        boolean rollsBack,
        boolean decides,
        boolean checks,
        boolean approves,
        boolean overrides,
        boolean operates) {
    /** Of a page without any button. */
    static final Hand NONE = new Hand("", false, false, false, false, false, false, false);
}
