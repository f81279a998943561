package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.node.sshj.SshShells;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One process whose unix socket is reached through a real OpenSSH server, by a login that may do nothing else, and one
 * over TCP.
 */
class FarSocketTest extends HaproxyContract {
    private final RealSshd sshd;
    private final SshShells shells;

    FarSocketTest(@TempDir Path temp) throws Exception {
        sshd = RealSshd.start(Files.createDirectory(temp.resolve("sshd")));
        var keys = temp.resolve("sshd/authorized_keys");
        Files.writeString(keys, "restrict,port-forwarding " + Files.readString(keys));
        shells = new SshShells(_ -> sshd.privateKey());
    }

    @AfterEach
    void leave() {
        shells.close();
        sshd.close();
    }

    @Override
    protected List<RealHaproxy> launch(Map<String, Integer> servers) throws Exception {
        return List.of(RealHaproxy.start(servers), RealHaproxy.start(servers));
    }

    @Override
    protected List<String> endpoints(List<RealHaproxy> running) {
        return List.of(
                far(sshd, running.getFirst().unixEndpoint()), running.getLast().tcpEndpoint());
    }

    private static String far(RealSshd through, String unixEndpoint) {
        return "ssh://" + through.user() + "@127.0.0.1:" + through.port() + unixEndpoint.substring("unix://".length());
    }

    @Override
    protected Balancer balancer(List<String> endpoints) {
        var hostKeys = endpoints.stream()
                .filter(e -> e.startsWith("ssh:"))
                .map(_ -> sshd.hostKey())
                .collect(Collectors.joining("\n"));
        return new HaproxyDriver(shells)
                .open(new BalancerSpec(
                        "edge",
                        "haproxy",
                        endpoints,
                        RealHaproxy.BACKEND,
                        reenter(),
                        Map.of("key", "k", "hostKeys", hostKeys)));
    }

    private static BalancerException refusal(Balancer balancer) {
        return catchThrowableOfType(BalancerException.class, balancer::pool);
    }

    @Test
    void a_socket_that_is_not_there_may_come_back() {
        var missing = balancer(List.of(far(sshd, "unix:///nowhere/haproxy.sock")));

        var refused = refusal(missing);

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().sentence()).contains("/nowhere/haproxy.sock");
        assertThat(refused.failure().next()).contains("AllowStreamLocalForwarding");
    }
}
