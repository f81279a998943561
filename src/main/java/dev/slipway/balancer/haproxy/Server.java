package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec.Reenter;
import org.jspecify.annotations.Nullable;

/**
 * One server as one HAProxy process says it is now.
 *
 * @param admin bits of {@code srv_admin_state}
 * @param running {@code srv_op_state}: 0 stopped, 1 starting, 2 running, 3 stopping
 * @param weight {@code srv_uweight}: what the configuration or a person set last
 * @param load {@code scur + qcur}: requests on the server and waiting for it
 * @param status in HAProxy's words, e.g. {@code UP 1/2}
 * @param secondsSinceChange since the server last went up, down or to another admin state
 * @param check null: HAProxy does not check this server itself
 * @param agent whether an agent may change its state
 */
record Server(
        String name,
        int admin,
        int running,
        int weight,
        int load,
        String status,
        int secondsSinceChange,
        @Nullable Check check,
        Agent agent) {
    /**
     * Forced, inherited, by name resolution, by changed name. The configuration's own 0x04 stays after a {@code ready}.
     */
    private static final int MAINT = 0x01 | 0x02 | 0x20 | 0x40;

    private static final int DRAIN = 0x08 | 0x10;

    /**
     * With {@code fall 1} nothing shows a fresh check, so time must: HAProxy checks every 2 s unless told otherwise.
     */
    private static final int FRESH_SECONDS = 5;

    /** How the last checks went; all blank while a server is in maint. */
    record Check(String status, int health, int rise, int fall) {
        /**
         * Whether checks pass, the latest one too. A server that leaves maint starts at {@code rise}; the first pass
         * lifts it to the full {@code rise + fall - 1}. With {@code fall 1} both are the same: then only time tells.
         */
        boolean passes() {
            return (status.endsWith("OK") || status.endsWith("OKC")) && health >= rise + fall - 1;
        }
    }

    /** The agent check beside the server. */
    enum Agent {
        NONE,
        LISTENED_TO,
        IGNORED
    }

    /** The same, with what processes from before a reload still hold on it. */
    Server andOfOldProcesses(int requests) {
        return requests == 0
                ? this
                : new Server(
                        name,
                        admin,
                        running,
                        weight,
                        load + requests,
                        status + ", " + requests + " on old processes",
                        secondsSinceChange,
                        check,
                        agent);
    }

    boolean maint() {
        return (admin & MAINT) != 0;
    }

    boolean drained() {
        return (admin & DRAIN) != 0;
    }

    /** Neither drained nor in maint. {@link #status} never decides this: drained with a failing check reads DOWN. */
    boolean ready() {
        return !maint() && !drained();
    }

    boolean idle() {
        return load == 0;
    }

    /** Where this process has the server. */
    Rotation rotation() {
        if (maint()) {
            return idle() ? Rotation.OUT : Rotation.DRAINING;
        }
        if (drained() || running == 3 || weight == 0) {
            return Rotation.DRAINING;
        }
        return running == 0 ? Rotation.FAILING : Rotation.IN;
    }

    /**
     * Whether HAProxy's own check passed since the server left maint.
     *
     * @param reenter by {@link Reenter#CHECK} it had to pass before, while drained
     */
    boolean proven(Reenter reenter) {
        if (running == 0 || maint()) {
            return false;
        }
        return check == null || (check.passes() && (fresh(check) || reenter == Reenter.CHECK));
    }

    private boolean fresh(Check passed) {
        return passed.fall() > 1 || secondsSinceChange >= FRESH_SECONDS;
    }

    /** Whether it may leave drain: the way into drain set its health to nothing, so only fresh checks count. */
    boolean passesWhileDrained() {
        return check == null || (running == 2 && check.passes());
    }
}
