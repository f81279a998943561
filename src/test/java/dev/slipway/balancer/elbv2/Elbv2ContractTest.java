package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.PoolView;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The contract against the simulator; each look at the pool takes a second of its time. */
class Elbv2ContractTest extends BalancerContract {
    private final Site site;
    private final SimulatedGroup group;
    private final Balancer balancer;

    Elbv2ContractTest() throws Exception {
        site = new Site();
        group = site.twoTargets();
        group.delay = Duration.ofSeconds(20);
        balancer = new Ticking(site.balancer(group));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String member() {
        return Site.WEB_1;
    }

    @Override
    protected String other() {
        return Site.WEB_2;
    }

    /** AWS has weights of groups, not of targets. */
    @Override
    protected int weight() {
        return -1;
    }

    /** AWS counts requests of a whole group alone, and minutes later. */
    @Override
    protected boolean tellsInFlight() {
        return false;
    }

    @Override
    protected String request() {
        return group.next().orElseThrow().id();
    }

    /** AWS shows a target as draining whether or not requests are in flight. */
    @Override
    protected void hold(String member) {}

    @Override
    protected void release() {}

    /** Seen with the next answer that is asked for. */
    @Override
    protected void forget(String member) {
        group.register(new Target(member, group.port));
        site.clock.seconds(10);
    }

    private final class Ticking implements Balancer {
        private final Balancer real;

        Ticking(Balancer real) {
            this.real = real;
        }

        @Override
        public PoolView pool() throws BalancerException, InterruptedException {
            site.clock.seconds(1);
            return real.pool();
        }

        @Override
        public void drain(String member) throws BalancerException, InterruptedException {
            real.drain(member);
        }

        @Override
        public void admit(String member) throws BalancerException, InterruptedException {
            real.admit(member);
        }
    }
}
