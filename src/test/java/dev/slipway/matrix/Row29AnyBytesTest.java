package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.RealNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever bytes a command writes come back exactly, by offsets.
 *
 * <p>Method: random bytes, and text with NUL, ANSI, mark-up and broken UTF-8, placed so that the first border between
 * two reads splits a character.
 */
class Row29AnyBytesTest {
    private static final int BORDER = 1 << 20;

    @Test
    void random_bytes(@TempDir Path temp) throws Exception {
        byte[] noise = new byte[3_000_000];
        new Random(7).nextBytes(noise);
        assertComesBack(temp, noise);
    }

    @Test
    void a_character_split_by_a_border_and_what_is_no_character(@TempDir Path temp) throws Exception {
        byte[] odd = "é €\uD83D\uDE00\0\033[31m</script>\r\n".getBytes(StandardCharsets.UTF_8);
        var all = new ByteArrayOutputStream();
        while (all.size() < 2 * BORDER + 100) {
            all.writeBytes(odd);
            all.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc3, (byte) 0xed, (byte) 0xa0});
            all.writeBytes(new byte[all.size() == 0 ? shift(odd.length + 4) : 0]);
        }
        assertThat(all.toByteArray()[BORDER] & 0xc0)
                .as("the border lies within a character")
                .isEqualTo(0x80);
        assertComesBack(temp, all.toByteArray());
    }

    /** Moves the second byte of the first character to the border. */
    private static int shift(int period) {
        return Math.floorMod(BORDER - 1, period);
    }

    private static void assertComesBack(Path temp, byte[] bytes) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            Files.write(server.file("bytes"), bytes);
            node.start(RealNode.job("j", "cat ~/bytes"), RealNode.SOON);
            assertThat(RealNode.end(node, "j").logSize()).isEqualTo(bytes.length);
            assertThat(node.tail("j", 0, 0).bytes()).hasSize(BORDER);
            assertThat(RealNode.log(node, "j")).isEqualTo(bytes);
            assertThat(node.status("j", Duration.ZERO).exitCode()).isZero();
            server.acknowledge(node, "j");
        }
    }
}
