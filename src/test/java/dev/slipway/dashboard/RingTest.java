package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class RingTest {
    private final Ring ring = new Ring();

    @Test
    void each_reader_gets_every_frame_in_order_from_his_own_place() {
        ring.add(Buffer.buffer("one"));
        var late = ring.newest();
        ring.add(Buffer.buffer("two"));
        ring.add(Buffer.buffer("three"));
        assertThat(read(0)).isEqualTo("one");
        assertThat(read(1)).isEqualTo("two");
        assertThat(read(late)).isEqualTo("two");
        assertThat(ring.after(3)).isInstanceOf(Ring.Next.Later.class);
    }

    @Test
    void the_end_comes_after_the_last_frame() {
        ring.add(Buffer.buffer("one"));
        ring.end();
        assertThat(read(0)).isEqualTo("one");
        assertThat(ring.after(1)).isInstanceOf(Ring.Next.End.class);
    }

    @Test
    void who_is_too_slow_falls_out_and_memory_stays_small() {
        var frame = Buffer.buffer(new byte[100_000]);
        for (var i = 0; i < 1_000; i++) {
            ring.add(frame);
        }
        assertThat(ring.after(0)).isInstanceOf(Ring.Next.Lost.class);
        assertThat(ring.after(979)).isInstanceOf(Ring.Next.Lost.class);
        assertThat(ring.after(980)).isInstanceOf(Ring.Next.Here.class);
        assertThat(ring.after(999)).isInstanceOf(Ring.Next.Here.class);
    }

    private String read(long place) {
        return ((Ring.Next.Here) ring.after(place)).frame().wire().toString();
    }
}
