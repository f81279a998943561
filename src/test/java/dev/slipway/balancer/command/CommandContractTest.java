package dev.slipway.balancer.command;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.haproxy.HaproxyContract;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.real.RealHaproxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contract, kept by the example program of the documentation in front of a real HAProxy. */
class CommandContractTest extends HaproxyContract {
    private final CommandDriver driver = new CommandDriver(
            Optional.of(Path.of(System.getProperty("slipway.project"), "docs", "balancers")), InstantSource.system());

    CommandContractTest() throws Exception {}

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        return List.of(RealHaproxy.start(servers));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        var port = running.getFirst().tcpEndpoint().replaceFirst(".*:", "");
        return List.of("127.0.0.1", port, RealHaproxy.BACKEND);
    }

    @Override
    protected Balancer balancer(List<String> endpoints) {
        return driver.open(
                new BalancerSpec("edge", "command", endpoints, "", Reenter.PROOF, Map.of("program", "haproxy-pool")));
    }
}
