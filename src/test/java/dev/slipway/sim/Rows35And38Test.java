package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.sim.Scenario.Behaviour;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: rows 35 and 38 of the fault matrix, where a release is not what it seems.
 *
 * <p>Method: the simulated world without any other fault; the ending says what every node has and whether it serves.
 */
class Rows35And38Test {
    @Test
    void row_35_a_healthy_application_that_still_answers_the_old_release_is_put_back() {
        var ending = new World(
                        1,
                        Scenario.one(Map.of("1.0", Behaviour.good("1.0"), "1.1", new Behaviour(0, 0, 0, true, "1.0"))),
                        null)
                .run();

        assertThat(ending.statuses()).containsExactly("rolled_back");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 IN", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
    }

    @Test
    void row_38_when_the_way_back_is_broken_too_it_stops_and_the_good_nodes_stay_in() {
        var ending = new World(
                        1,
                        Scenario.one(Map.of(
                                "1.0",
                                new Behaviour(0, 0, 0, false, "1.0"),
                                "1.1",
                                new Behaviour(0, 0, 0, false, "1.1"))),
                        null)
                .run();

        assertThat(ending.statuses()).containsExactly("failed");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 OUT", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
    }
}
