package dev.slipway.balancer.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerContract;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.SmallFleet;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import dev.slipway.node.sshj.SshShells;
import dev.slipway.real.RealNginx;
import dev.slipway.real.RealSshd;
import dev.slipway.real.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the contract holds for a real nginx that is reached over SSH; nothing that a person wrote is lost, and what
 * goes wrong is told with what to do.
 *
 * <p>Method: an nginx on loopback before two applications for each test, and one OpenSSH server for all of them.
 */
class NginxTest extends BalancerContract {
    private static Path temp;
    private static RealSshd sshd;
    private static SshShells shells;
    private static int count;

    private final Path folder;
    private final SmallFleet fleet;
    private final RealNginx nginx;
    private final Balancer balancer;

    @BeforeAll
    static void reach(@TempDir Path shared) throws Exception {
        RealNginx.mustBeThere();
        temp = shared;
        sshd = RealSshd.start(Files.createDirectory(temp.resolve("sshd")));
        shells = new SshShells(_ -> sshd.privateKey());
    }

    @AfterAll
    static void leave() {
        if (sshd != null) {
            shells.close();
            sshd.close();
        }
    }

    NginxTest() throws Exception {
        folder = Files.createDirectory(temp.resolve("n" + count++));
        fleet = new SmallFleet();
        nginx = RealNginx.start(folder, fleet.ports().values());
        balancer = fleet.named(open(Map.of()));
    }

    @AfterEach
    void stop() {
        fleet.close();
        nginx.close();
    }

    private static String endpoint(RealSshd server) {
        return "ssh://" + server.user() + "@127.0.0.1:" + server.port();
    }

    private Balancer open(Map<String, String> changes) {
        return open(new NginxDriver(shells), changes);
    }

    /** One that gives up soon. */
    private Balancer hasty(Map<String, String> changes) {
        return fleet.named(open(new NginxDriver(shells, Duration.ofMillis(300)), changes));
    }

    private Balancer open(NginxDriver driver, Map<String, String> changes) {
        var options = new HashMap<>(Map.of(
                "key",
                "k",
                "hostKeys",
                sshd.hostKey(),
                "file",
                nginx.file().toString(),
                "pidFile",
                nginx.pidFile().toString(),
                "test",
                nginx.test(),
                "reload",
                nginx.reload(),
                "workersTimeout",
                "PT60S"));
        options.putAll(changes);
        return driver.open(new BalancerSpec("edge", "nginx", List.of(endpoint(sshd)), "", Reenter.PROOF, options));
    }

    private String file() throws IOException {
        return Files.readString(nginx.file());
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected String request() throws Exception {
        return fleet.visit(nginx.port());
    }

    @Override
    protected void hold(String member) {
        var _ = fleet.hold(nginx.port(), member);
    }

    @Override
    protected void release() {
        fleet.release();
    }

    @Override
    protected void forget(String member) throws Exception {
        nginx.overwrite(fleet.ports().values());
    }

    @Override
    protected boolean tellsInFlight() {
        return false;
    }

    @Test
    void visitors_lose_nothing_while_a_member_leaves_and_comes_back() throws Exception {
        try (var traffic = new Traffic(nginx.port(), Duration.ofMillis(5))) {
            for (var member : List.of("web-1", "web-2", "web-1")) {
                takeOut(member);
                bringIn(member);
                var before = traffic.served();
                turns(() -> traffic.served() > before + 20);
            }
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @Test
    void the_last_server_is_never_marked() throws Exception {
        takeOut("web-1");
        var before = file();

        var refused = refusal(() -> balancer.drain("web-2"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().sentence()).contains(fleet.address("web-2"), "every other server is down");
        assertThat(file()).isEqualTo(before);
    }

    @Test
    void a_configuration_that_fails_its_test_leaves_the_file_as_it_was() throws Exception {
        var before = file();
        Files.writeString(folder.resolve("conf/broken.conf"), "server 127.0.0.1:1 dwn;\n");

        var refused = refusal(() -> balancer.drain("web-1"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().answered()).contains("invalid parameter \"dwn\"", "broken.conf:1");
        assertThat(file()).isEqualTo(before);
        assertThat(folder.resolve("conf"))
                .isDirectoryContaining("glob:**/shop.conf")
                .isDirectoryNotContaining("glob:**/.*");
        assertThat(rotation("web-1")).isEqualTo(Rotation.IN);
    }

    @Test
    void a_reload_that_fails_leaves_the_file_as_it_was() throws Exception {
        var before = file();

        var refused = refusal(() ->
                fleet.named(open(Map.of("reload", "echo sorry >&2; exit 1"))).drain("web-1"));

        assertThat(refused.passing()).isFalse();
        assertThat(refused.failure().answered()).contains("reload failed", "sorry");
        assertThat(file()).isEqualTo(before);
    }

    @Test
    void a_reload_that_never_happens_shows_and_is_asked_for_again() throws Exception {
        var deaf = hasty(Map.of("reload", "true"));
        var refused = refusal(() -> deaf.drain("web-1"));
        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().answered()).contains("did not take the new file");
        assertThat(rotation("web-1")).isEqualTo(Rotation.DRAINING);
        assertThat(view("web-1").said()).contains("not loaded it yet");

        takeOut("web-1");
        assertThat(tenRequests()).containsExactly("web-2");
    }

    @Test
    void another_process_sees_that_requests_are_in_flight() throws Exception {
        hold("web-1");
        balancer.drain("web-1");

        var other = fleet.named(open(Map.of()));
        assertThat(other.pool().member("web-1").orElseThrow().rotation()).isEqualTo(Rotation.DRAINING);
        var impatient = fleet.named(open(Map.of("workersTimeout", "PT0S")))
                .pool()
                .member("web-1")
                .orElseThrow();
        assertThat(impatient.rotation()).isEqualTo(Rotation.OUT);
        assertThat(impatient.said()).contains("still have requests after 0 s");
        assertThat(impatient.inFlight()).isEqualTo(-1);

        release();
        turns(() -> other.pool().member("web-1").orElseThrow().rotation() == Rotation.OUT);
        assertThat(view("web-1").inFlight()).isZero();
    }

    @Test
    void a_member_that_is_out_stays_out_while_another_reload_drains_old_workers() throws Exception {
        takeOut("web-1");
        var _ = fleet.hold(nginx.port());
        turns(() -> fleet.app("web-2").holding() == 1);
        nginx.reloadNow();
        turns(() -> nginx.workers().count() > 2);

        assertThat(rotation("web-1")).isEqualTo(Rotation.OUT);
        release();
    }

    @Test
    void what_a_person_wrote_stays_as_it_is() throws Exception {
        var text = "# the shop\n  server  " + fleet.address("web-1") + " weight=3 max_fails=2; # rack 4\nserver "
                + fleet.address("web-2") + ";\nkeepalive 8;";
        Files.writeString(nginx.file(), text);
        nginx.reloadNow();
        assertThat(view("web-1").weight()).isEqualTo(3);

        takeOut("web-1");
        assertThat(file())
                .matches("(?s)# the shop\n {2}server " + fleet.address("web-1")
                        + " weight=3 max_fails=2 down; # rack 4 # slipway [0-9 ]+\nserver " + fleet.address("web-2")
                        + ";\nkeepalive 8;");
        bringIn("web-1");
        balancer.weigh("web-1", 5);
        assertThat(file()).contains(" weight=5 max_fails=2; # rack 4").doesNotContain("down");
        assertThat(view("web-1").weight()).isEqualTo(5);
    }

    @Test
    void the_file_keeps_its_mode() throws Exception {
        var mode = java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----");
        Files.setPosixFilePermissions(nginx.file(), mode);

        takeOut("web-1");

        assertThat(Files.getPosixFilePermissions(nginx.file())).isEqualTo(mode);
    }

    @Test
    void a_change_by_a_person_in_the_same_moment_is_not_lost() throws Exception {
        // Held up between reading the file and replacing it, as by another Slipway.
        var lock = nginx.file().resolveSibling(".shop.conf.slipway-lock");
        Files.writeString(lock, Long.toString(ProcessHandle.current().pid()));
        var draining = Thread.ofVirtual().start(() -> takeOut("web-1"));
        turns(this::replacing);
        Files.writeString(nginx.file(), file() + "# by a person\n");
        Files.delete(lock);
        draining.join();

        assertThat(file()).contains("# by a person", "down;");
        assertThat(rotation("web-1")).isEqualTo(Rotation.OUT);
    }

    /** Whether the script that replaces the file runs. */
    private boolean replacing() {
        try (var all = ProcessHandle.allProcesses()) {
            return all.anyMatch(process -> process.info()
                    .arguments()
                    .map(List::of)
                    .filter(words -> words.contains(nginx.file().toString()) && words.contains(nginx.reload()))
                    .isPresent());
        }
    }

    @Test
    void a_lock_whose_owner_is_gone_is_taken_over_and_one_that_is_held_is_told() throws Exception {
        var lock = nginx.file().resolveSibling(".shop.conf.slipway-lock");
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock, Long.toString(gone.pid()));
        takeOut("web-1");
        assertThat(lock).doesNotExist();

        Files.writeString(lock, Long.toString(ProcessHandle.current().pid()));
        var refused = refusal(() -> hasty(Map.of()).admit("web-1"));
        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().sentence()).contains("another change of this file is under way");
    }

    private static BalancerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }
}
