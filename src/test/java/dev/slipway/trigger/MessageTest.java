package dev.slipway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.trigger.Message.Unreadable;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    void reads_json_and_forms() throws Exception {
        assertThat(Message.json("{}".getBytes(UTF_8), "application/json; charset=utf-8"))
                .isEqualTo("{}".getBytes(UTF_8));
        assertThat(Message.json(
                        "a=b&payload=%7B%22ref%22%3A%22x+%2B%22%7D".getBytes(UTF_8),
                        "application/x-www-form-urlencoded"))
                .isEqualTo("{\"ref\":\"x +\"}".getBytes(UTF_8));
    }

    @Test
    void says_what_is_wrong_with_others() {
        assertThatThrownBy(() -> Message.json("{}".getBytes(UTF_8), null)).hasMessageContaining("Content-Type");
        assertThatThrownBy(() -> Message.json("payload=%zz".getBytes(UTF_8), "application/x-www-form-urlencoded"))
                .hasMessageContaining("not encoded soundly");
        assertThatThrownBy(() -> Message.json("x=1".getBytes(UTF_8), "application/x-www-form-urlencoded"))
                .hasMessageContaining("no field named payload");
        for (var bad :
                new String[] {"", "null", "[]", "{", "{\"a\":1,\"a\":2}", "{} {}", "\"x\"", "{\"a\":\"\\ud800}"}) {
            assertThatThrownBy(() -> Message.read(bad.getBytes(UTF_8))).as(bad).isInstanceOf(Unreadable.class);
        }
        assertThatThrownBy(() -> Message.read(("{\"a\":" + "[".repeat(500_000)).getBytes(UTF_8)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("nested too deeply");
    }

    /** Bytes that anybody could think of: read, or told to be unreadable, and nothing else. */
    @Test
    void any_bytes_are_read_or_unreadable() {
        var random = new Random(41);
        var sound = Payloads.run().toString().getBytes(UTF_8);
        for (var i = 0; i < 2000; i++) {
            var bytes = sound.clone();
            for (var j = 0; j < 1 + i % 7; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Message.read(bytes).text("action")).isNotNull();
            } catch (Unreadable e) {
                assertThat(e).hasMessageNotContaining("slipway").isNotInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void reads_digests_as_sha256sum_prints_them() throws IOException {
        var a = "a".repeat(64);
        var b = "B".repeat(64);
        assertThat(Bringing.listed(a + "\n", "shop.tar.gz", "x")).isEqualTo(a);
        assertThat(Bringing.listed(a + "  other.tar.gz\n" + b + " *shop.tar.gz\n", "shop.tar.gz", "x"))
                .isEqualTo(b.toLowerCase(java.util.Locale.ROOT));
        assertThatThrownBy(() -> Bringing.listed(a + "  one\n" + b + "  two\n", "shop.tar.gz", "x"))
                .hasMessageContaining("no SHA-256 digest");
        assertThatThrownBy(() -> Bringing.listed("<html>", "shop.tar.gz", "x")).hasMessageContaining("no SHA-256");
    }
}
