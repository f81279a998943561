package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** Goal: a port that waits for its server is given to nobody else, and no outgoing connection takes it. */
class LoopbackPortsTest {
    @Test
    void no_port_is_given_twice() throws Exception {
        var given = new HashSet<Integer>();
        for (var i = 0; i < 500; i++) {
            assertThat(given.add(LoopbackPorts.free())).isTrue();
        }
    }

    /** Each application of a test has a class loader, and so a copy of every class, of its own. */
    @Test
    void nor_by_another_copy_of_the_class() throws Exception {
        var given = LoopbackPorts.free();
        var classes = LoopbackPorts.class.getProtectionDomain().getCodeSource().getLocation();
        try (var loader = new URLClassLoader(new URL[] {classes}, null)) {
            var copy = loader.loadClass(LoopbackPorts.class.getName());
            for (var i = 0; i < 1000; i++) {
                assertThat(copy.getMethod("free").invoke(null)).isNotEqualTo(given);
            }
        }
    }

    @Test
    void one_that_somebody_listens_at_is_passed_over() throws Exception {
        var next = LoopbackPorts.free() + 1;
        try (var _ = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LoopbackPorts.free()).isNotEqualTo(next);
        }
    }

    @Test
    void outgoing_connections_of_linux_begin_above_them() throws Exception {
        var range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .getFirst();
        assertThat(LoopbackPorts.free())
                .isLessThan(Integer.parseInt(range.strip().split("\\s+", -1)[0]));
    }
}
