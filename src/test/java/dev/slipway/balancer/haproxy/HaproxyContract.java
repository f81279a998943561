package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract with real HAProxy processes, as many as the subclass wants. */
public abstract class HaproxyContract extends BalancerContract {
    private final List<RealHaproxy> instances = new ArrayList<>();
    private final SmallFleet fleet;
    private int turn;

    /** Nothing is started yet but the applications. */
    protected HaproxyContract() throws Exception {
        fleet = new SmallFleet();
    }

    /** Starts the processes. */
    protected abstract List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception;

    /** As in a fleet document. */
    protected abstract List<String> endpoints(List<RealHaproxy> running);

    /** How members come back. */
    protected Reenter reenter() {
        return Reenter.PROOF;
    }

    @BeforeAll
    static void needsHaproxy() {
        RealHaproxy.mustBeThere();
    }

    @BeforeEach
    void start() throws Exception {
        instances.addAll(launch(fleet.ports()));
        turns(() -> balancer().pool().members().stream().allMatch(m -> m.proven()));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        for (var instance : instances) {
            instance.close();
        }
    }

    /** The running processes. */
    protected List<RealHaproxy> instances() {
        return instances;
    }

    /** What is behind them. */
    protected SmallFleet fleet() {
        return fleet;
    }

    /** One for endpoints that need no login. */
    static HaproxyDriver driver() {
        return new HaproxyDriver((_, path, _, _) -> {
            throw new AssertionError("nobody asked for " + path);
        });
    }

    @Override
    protected Balancer balancer() {
        return balancer(endpoints(instances));
    }

    /** The driver, told of these. */
    protected Balancer balancer(List<String> endpoints) {
        return driver().open(new BalancerSpec("edge", "haproxy", endpoints, RealHaproxy.BACKEND, reenter(), Map.of()));
    }

    @Override
    protected String request() throws Exception {
        return fleet.visit(instances.get(turn++ % instances.size()).port());
    }

    @Override
    protected void hold(String member) throws Exception {
        while (view(member).inFlight() == 0) {
            var before = inFlight();
            var _ = fleet.hold(instances.getLast().port());
            turns(() -> inFlight() > before);
        }
    }

    @Override
    protected void release() {
        fleet.app("web-1").release();
        fleet.app("web-2").release();
    }

    @Override
    protected void forget(String member) throws Exception {
        say(instances.getLast(), member, "ready");
    }

    /** Sets a server's state behind the driver's back. */
    protected static void say(RealHaproxy instance, String member, String state) throws Exception {
        instance.say("set server " + RealHaproxy.BACKEND + "/" + member + " state " + state);
    }

    private int inFlight() throws Exception {
        return balancer().pool().members().stream().mapToInt(m -> m.inFlight()).sum();
    }
}
