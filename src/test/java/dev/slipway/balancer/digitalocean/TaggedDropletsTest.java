package dev.slipway.balancer.digitalocean;

/**
 * Goal: a load balancer that a tag fills is driven through its droplets' tags. Method: the shared contract, one droplet
 * a page.
 */
class TaggedDropletsTest extends DigitaloceanContract {
    @Override
    protected String tag() {
        return "shop:web";
    }
}
