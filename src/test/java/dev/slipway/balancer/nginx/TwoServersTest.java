package dev.slipway.balancer.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.node.Shells;
import dev.slipway.node.sshj.SshShells;
import dev.slipway.real.RealNginx;
import dev.slipway.real.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: two servers with nginx are one balancer: a member is as little in as the one that says least.
 *
 * <p>Method: two nginx and two OpenSSH servers. Both see the same files, so what is said to the second one is turned to
 * the paths of the second nginx.
 */
class TwoServersTest {
    private final Path temp;
    private final SmallFleet fleet;
    private final RealNginx first;
    private final RealNginx second;
    private final RealSshd one;
    private final RealSshd other;
    private final SshShells shells;

    TwoServersTest(@TempDir Path temp) throws Exception {
        RealNginx.mustBeThere();
        this.temp = temp;
        fleet = new SmallFleet();
        one = RealSshd.start(Files.createDirectory(temp.resolve("s1")));
        other = RealSshd.start(Files.createDirectory(temp.resolve("s2")));
        Files.copy(
                temp.resolve("s1/user.pub"), temp.resolve("s2/authorized_keys"), StandardCopyOption.REPLACE_EXISTING);
        first = RealNginx.start(
                Files.createDirectory(temp.resolve("n1")), fleet.ports().values());
        second = RealNginx.start(
                Files.createDirectory(temp.resolve("n2")), fleet.ports().values());
        shells = new SshShells(_ -> one.privateKey());
    }

    @AfterEach
    void stop() {
        fleet.close();
        shells.close();
        List.of(first, second).forEach(RealNginx::close);
        List.of(one, other).forEach(RealSshd::close);
    }

    private Balancer open(RealSshd... servers) {
        return open(Stream.of(servers).map(RealSshd::hostKey).toList(), servers);
    }

    private Balancer open(List<String> hostKeys, RealSshd... servers) {
        Shells turned = (login, script, arguments, input, patience) -> shells.run(
                login,
                script,
                login.port() == one.port()
                        ? arguments
                        : arguments.stream().map(this::turned).toList(),
                input,
                patience);
        return new NginxDriver(turned)
                .open(new BalancerSpec(
                        "edge",
                        "nginx",
                        Stream.of(servers).map(TwoServersTest::endpoint).toList(),
                        "",
                        Reenter.PROOF,
                        Map.of(
                                "key",
                                "k",
                                "hostKeys",
                                String.join("\n", hostKeys),
                                "file",
                                first.file().toString(),
                                "pidFile",
                                first.pidFile().toString(),
                                "test",
                                first.test(),
                                "reload",
                                first.reload(),
                                "workersTimeout",
                                "PT60S")));
    }

    private String turned(String argument) {
        return argument.replace(temp + "/n1", temp + "/n2");
    }

    private static String endpoint(RealSshd server) {
        return "ssh://" + server.user() + "@127.0.0.1:" + server.port();
    }

    private static MemberView view(Balancer balancer, String address) throws Exception {
        return balancer.pool().member(address).orElseThrow();
    }

    @Test
    void a_member_leaves_both_and_one_that_forgot_it_shows() throws Exception {
        var both = open(one, other);
        both.drain(fleet.address("web-1"));
        assertThat(fleet.visit(first.port())).isEqualTo("web-2");
        assertThat(fleet.visit(second.port())).isEqualTo("web-2");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> view(both, fleet.address("web-1")).rotation() == Rotation.OUT);

        second.overwrite(fleet.ports().values());
        assertThat(view(both, fleet.address("web-1")).rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(view(both, fleet.address("web-1")).said()).contains("down on 127.0.0.1", "up on 127.0.0.1");

        both.drain(fleet.address("web-1"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> view(both, fleet.address("web-1")).rotation() == Rotation.OUT);
    }

    @Test
    void nothing_is_changed_while_one_is_silent() throws Exception {
        other.close();
        var before = Files.readString(first.file());

        var refused = catchThrowableOfType(
                BalancerException.class, () -> open(one, other).drain(fleet.address("web-1")));

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().sentence()).contains("127.0.0.1:" + other.port());
        assertThat(Files.readString(first.file())).isEqualTo(before);
    }

    @Test
    void a_member_that_one_server_does_not_know_is_refused_before_anything_changes() throws Exception {
        var before = Files.readString(first.file());
        second.overwrite(List.of(1, 2));

        var refused = catchThrowableOfType(
                BalancerException.class, () -> open(one, other).drain(fleet.address("web-1")));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains(fleet.address("web-1"), "127.0.0.1:1");
        assertThat(Files.readString(first.file())).isEqualTo(before);
    }

    @Test
    void a_server_with_another_host_key_is_refused_for_good() {
        var swapped = List.of(other.hostKey(), one.hostKey());

        var refused = catchThrowableOfType(
                BalancerException.class, () -> open(swapped, one, other).pool());

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains("host key");
    }
}
