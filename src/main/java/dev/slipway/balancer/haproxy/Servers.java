package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.haproxy.Server.Agent;
import dev.slipway.balancer.haproxy.Server.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the answers to {@code show servers state} and {@code show stat} of one backend, asked in one line. */
final class Servers {
    /** Bits of {@code srv_check_state} and {@code srv_agent_state}: configured, and not switched off at run time. */
    private static final int CONFIGURED = 0x02;

    private static final int ENABLED = 0x04;

    private static final String STATE_HEADER = "# be_id ";
    private static final String STAT_HEADER = "# pxname,";

    private Servers() {}

    static String question(String backend) {
        return "show servers state " + backend + ";show stat " + backend + " 4 -1";
    }

    /**
     * The same, with counts that miss nothing. A thread of HAProxy counts a request a moment after it chose the server,
     * and on a busy machine it can be stopped in between, so that another one answers 0. {@code show fd} waits until
     * every thread is between two tasks: whatever was chosen before a drain is counted then.
     */
    static String settledQuestion(String backend) {
        return "show fd 0;" + question(backend);
    }

    /** The backend's servers in HAProxy's order; empty if these are not those two answers. */
    static Optional<List<Server>> read(String answer) {
        var states = new ArrayList<Map<String, String>>();
        var stats = new HashMap<String, Map<String, String>>();
        var sawState = false;
        String[] columns = null;
        var separator = " ";
        for (var line : answer.lines().toList()) {
            if (line.startsWith(STATE_HEADER)) {
                sawState = true;
                columns = line.substring(2).split(" ", -1);
            } else if (line.startsWith(STAT_HEADER)) {
                separator = ",";
                columns = line.substring(2).split(",", -1);
            } else if (columns != null && !line.isBlank()) {
                var row = row(columns, line.split(separator, -1));
                if (separator.equals(" ")) {
                    states.add(row);
                } else {
                    stats.put(text(row, "svname"), row);
                }
            }
        }
        if (!sawState || separator.equals(" ")) {
            return Optional.empty();
        }
        var servers = new ArrayList<Server>();
        for (var state : states) {
            var stat = stats.get(text(state, "srv_name"));
            if (stat != null) { // null: removed between the two commands
                servers.add(server(state, stat));
            }
        }
        return Optional.of(List.copyOf(servers));
    }

    private static Map<String, String> row(String[] columns, String[] values) {
        var row = new HashMap<String, String>();
        for (var i = 0; i < Math.min(columns.length, values.length); i++) {
            row.putIfAbsent(columns[i], values[i]);
        }
        return row;
    }

    private static Server server(Map<String, String> state, Map<String, String> stat) {
        return new Server(
                text(state, "srv_name"),
                number(state, "srv_admin_state"),
                number(state, "srv_op_state"),
                number(state, "srv_uweight"),
                number(stat, "scur") + number(stat, "qcur"),
                text(stat, "status"),
                number(stat, "lastchg"),
                check(state, stat),
                agent(number(state, "srv_agent_state")));
    }

    private static @Nullable Check check(Map<String, String> state, Map<String, String> stat) {
        var on = CONFIGURED | ENABLED;
        if ((number(state, "srv_check_state") & on) != on) {
            return null;
        }
        var status = text(stat, "check_status"); // "* L7OK" while a check is under way
        return new Check(
                status.startsWith("* ") ? status.substring(2) : status,
                number(stat, "check_health"),
                number(stat, "check_rise"),
                number(stat, "check_fall"));
    }

    private static Agent agent(int bits) {
        if ((bits & CONFIGURED) == 0) {
            return Agent.NONE;
        }
        return (bits & ENABLED) == 0 ? Agent.IGNORED : Agent.LISTENED_TO;
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static int number(Map<String, String> row, String column) {
        try {
            return Integer.parseInt(text(row, column));
        } catch (NumberFormatException e) {
            return 0; // blank where it does not apply
        }
    }
}
