package dev.slipway.balancer.embedded;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.Failure;

/** Drives a proxy of this process. The proxy may start, stop and be replaced in between. */
final class EmbeddedBalancer implements Balancer {
    private final String name;
    private final String proxy;
    private final EmbeddedProxies proxies;

    EmbeddedBalancer(String name, String proxy, EmbeddedProxies proxies) {
        this.name = name;
        this.proxy = proxy;
        this.proxies = proxies;
    }

    @Override
    public PoolView pool() throws BalancerException {
        return new PoolView(name, running().members());
    }

    @Override
    public void drain(String member) throws BalancerException {
        require(running().pool().drain(member), member);
    }

    @Override
    public void admit(String member) throws BalancerException {
        require(running().pool().admit(member), member);
    }

    private EmbeddedProxy running() throws BalancerException {
        return proxies.find(proxy)
                .orElseThrow(() -> failure(
                        "find the proxy", "no embedded proxy of this name runs", "Start the demo's proxy.", true));
    }

    private void require(boolean known, String member) throws BalancerException {
        if (!known) {
            throw failure(
                    "find member " + member,
                    "no such member",
                    "Name the member in the fleet document as the proxy names it.",
                    false);
        }
    }

    private BalancerException failure(String tried, String answered, String next, boolean passing) {
        return new BalancerException(
                new Failure(Failure.Category.BALANCER, null, "embedded:" + proxy + ": " + tried, answered, next),
                passing);
    }
}
