package dev.slipway.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolViewTest {
    private static final MemberView LISTED = new MemberView("a", Rotation.IN, -1, -1, true, "up");

    @Test
    void a_member_that_is_not_listed_is_unknown() {
        assertThat(new PoolView("edge", List.of(LISTED)).member("b")).isEmpty();
    }

    @Test
    void where_leaving_means_being_removed_a_member_that_is_not_listed_is_out() {
        var pool = new PoolView("edge", List.of(LISTED), true);

        assertThat(pool.member("a")).contains(LISTED);
        assertThat(pool.member("b").orElseThrow().rotation()).isEqualTo(Rotation.OUT);
        assertThat(pool.inService()).isEqualTo(1);
    }
}
