package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.real.RealNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a release gets its name on the node only when all of it is there and right.
 *
 * <p>Method: a real OpenSSH server per test, with a home of its own; after each test nothing of the helper may be left
 * running.
 */
class DeliveryRealTest {
    private final RealNode server;

    DeliveryRealTest(@TempDir Path temp) throws Exception {
        this.server = new RealNode(temp);
    }

    @AfterEach
    void nothing_is_left_running() {
        server.close();
    }

    @Test
    void delivers_verifies_shares_and_activates() throws Exception {
        Files.createDirectories(server.sshd().home().resolve("app/shared"));
        Files.writeString(server.sshd().home().resolve("app/shared/.env"), "A=1");
        var delivery = Packs.shop().delivery("1.0", List.of("storage"), List.of(".env"));
        try (var node = server.connect()) {
            assertThat(node.deliver(delivery, _ -> {})).contains("verified");
            assertThat(node.deliver(delivery, _ -> {})).isEqualTo("already there, verified");
            node.activate("1.0");
            node.activate("1.0");

            var facts = node.look(List.of());
            assertThat(facts.current()).isEqualTo("1.0");
            assertThat(facts.releases()).containsExactly("1.0");
        }
        Path current = server.sshd().home().resolve("app/current");
        assertThat(Files.readSymbolicLink(current)).hasToString("releases/1.0");
        assertThat(current.resolve(".env")).hasContent("A=1");
        assertThat(Files.readSymbolicLink(current.resolve("storage"))).hasToString("../../shared/storage");
        assertThat(current.resolve("storage/seed.txt")).hasContent("seed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(current.resolve("bin/run"))))
                .isEqualTo("rwxr-xr-x");
        try (var rest = Files.list(server.sshd().home().resolve("app/releases"))) {
            assertThat(rest.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("1.0", ".delivered");
        }
    }

    @Test
    void a_flipped_byte_or_a_stowaway_is_never_given_a_name() throws Exception {
        byte[] good = Packs.bytes("good");
        var flipped = new Packs().file("a", 0644, good, Packs.bytes("gooe")).delivery("1", List.of(), List.of());
        var stowaway = new Packs().file("a", 0644, good).stowaway("b").delivery("2", List.of(), List.of());
        try (var node = server.connect()) {
            assertThatThrownBy(() -> node.deliver(flipped, _ -> {})).hasMessageContaining("content of ./a");
            assertThatThrownBy(() -> node.deliver(stowaway, _ -> {})).hasMessageContaining("2 entries instead of 1");
            assertThat(node.look(List.of()).releases()).isEmpty();
        }
    }

    @Test
    void a_missing_shared_file_is_named_before_anything_is_sent() throws Exception {
        var delivery = Packs.shop().delivery("1", List.of(), List.of("config/.env"));
        try (var node = server.connect()) {
            assertThatThrownBy(() -> node.deliver(delivery, _ -> {
                        throw new AssertionError("bytes were sent");
                    }))
                    .hasMessageContaining("app/shared/config/.env does not exist");
        }
    }

    @Test
    void prunes_the_oldest_and_spares_the_live_one() throws Exception {
        try (var node = server.connect()) {
            for (String version : List.of("9", "10", "2", "3", "4")) {
                node.deliver(
                        new Packs().file("v", 0644, Packs.bytes(version)).delivery(version, List.of(), List.of()),
                        _ -> {});
            }
            node.activate("9");
            assertThat(node.prune(2, List.of("10"))).containsExactly("2");
            assertThat(node.look(List.of()).releases()).containsExactlyInAnyOrder("9", "10", "3", "4");
        }
    }
}
