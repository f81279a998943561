package dev.slipway.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec.Reenter;
import org.junit.jupiter.api.Test;

/** Reads answers as HAProxy 2.6.12 gave them. */
class ServersTest {
    private static final String STATE_HEADER =
            "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state"
                    + " srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health"
                    + " srv_check_state srv_agent_state bk_f_forced_id\n";
    private static final String STAT_HEADER =
            "\n# pxname,svname,qcur,scur,status,lastchg,check_status,check_rise,check_fall,check_health,\n";

    @Test
    void a_server_disabled_in_the_configuration_is_out() {
        assertThat(server("0 5 1 1 4 1 0 0 14 0 0", "0,0,MAINT,4,,,,").rotation())
                .isEqualTo(Rotation.OUT);
    }

    @Test
    void a_server_that_was_disabled_in_the_configuration_and_made_ready_is_in() {
        assertThat(server("2 4 1 1 1 6 3 4 6 0 0", "0,0,UP,1,L4OK,2,3,4").rotation())
                .isEqualTo(Rotation.IN);
    }

    @Test
    void maint_with_a_request_in_flight_is_not_out_yet() {
        assertThat(server("0 1 1 1 4 15 3 0 14 0 0", "0,1,MAINT,4,,,,").rotation())
                .isEqualTo(Rotation.DRAINING);
    }

    @Test
    void a_stale_check_from_before_maint_is_no_proof() {
        assertThat(server("2 0 1 1 0 15 3 2 6 0 0", "0,0,UP 1/2,0,L7OK,2,2,2").proven(Reenter.PROOF))
                .isFalse();
        assertThat(server("2 0 1 1 0 15 3 3 6 0 0", "0,0,UP,1,L7OK,2,2,3").proven(Reenter.PROOF))
                .isTrue();
    }

    @Test
    void with_fall_1_a_check_is_believed_fresh_only_after_a_while() {
        assertThat(server("2 0 1 1 0 15 3 2 6 0 0", "0,0,UP,0,L7OK,2,1,2").proven(Reenter.PROOF))
                .isFalse();
        assertThat(server("2 0 1 1 5 15 3 2 6 0 0", "0,0,UP,5,L7OK,2,1,2").proven(Reenter.PROOF))
                .isTrue();
    }

    @Test
    void a_check_under_way_does_not_hide_the_last_one() {
        assertThat(server("2 0 1 1 9 15 0 3 7 0 0", "0,0,UP,9,* L7OK,2,2,3").proven(Reenter.PROOF))
                .isTrue();
    }

    @Test
    void a_server_without_a_check_needs_no_proof() {
        assertThat(server("2 0 1 1 9 1 0 2 0 0 0", "0,0,no check,9,,,,").proven(Reenter.PROOF))
                .isTrue();
    }

    @Test
    void an_answer_that_is_something_else_is_not_read() {
        assertThat(Servers.read("Can't find backend.\n\nNo such proxy.\n\n")).isEmpty();
        assertThat(Servers.read("HTTP/1.1 400 Bad Request\r\n\r\n")).isEmpty();
    }

    private static Server server(String state, String stat) {
        var answer = STATE_HEADER + "3 shop 1 web-1 127.0.0.1 " + state + "\n" + STAT_HEADER + "shop,web-1," + stat
                + ",\n\n";
        return Servers.read(answer).orElseThrow().getFirst();
    }
}
