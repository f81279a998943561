package dev.slipway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriversTest {
    private final Drivers drivers = new Drivers(List.of(new NoDriver()));

    @Test
    void no_balancer_has_no_members_and_takes_everything_as_done() throws Exception {
        var none = drivers.open(spec("none"));

        none.drain("web-1");
        none.admit("web-1");

        assertThat(none.pool().members()).isEmpty();
    }

    @Test
    void an_unknown_driver_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> drivers.open(spec("abacus")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("abacus", "[none]");
    }

    private static BalancerSpec spec(String driver) {
        return new BalancerSpec("edge", driver, List.of(), "", Reenter.PROOF, Map.of());
    }
}
