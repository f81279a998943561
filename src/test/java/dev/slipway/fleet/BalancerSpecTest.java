package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a deployment that was planned before an update goes on after it. Method: a balancer as it was written then. */
class BalancerSpecTest {
    @Test
    void a_plan_from_before_options_and_members_is_read() throws IOException {
        var read = new ObjectMapper().readValue("""
                        {"name":"edge","driver":"haproxy","endpoints":["tcp://10.4.0.2:9999"],"backend":"shop","reenter":"PROOF"}
                        """, BalancerSpec.class);

        assertThat(read.endpoints()).isEqualTo(List.of("tcp://10.4.0.2:9999"));
        assertThat(read.reenter()).isEqualTo(Reenter.PROOF);
        assertThat(read.options()).isEmpty();
        assertThat(read.members()).isEmpty();
    }
}
