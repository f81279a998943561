package dev.slipway.balancer.embedded;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.embedded.EmbeddedProxy.Member;

/** One member's place in the pool. Guarded by the {@link Pool} that holds it. */
final class Seat {
    /** Failed checks in a row that take a member out; one pass brings it back. */
    private static final int FALL = 2;

    private final Member member;
    private final boolean checked;
    private boolean admitted = true;
    private boolean proven;
    private int failedChecks;
    private int inFlight;
    private long served;
    private long failed;
    private long aborted;

    Seat(Member member, boolean checked) {
        this.member = member;
        this.checked = checked;
    }

    Member member() {
        return member;
    }

    boolean admitted() {
        return admitted;
    }

    boolean takesRequests() {
        return admitted && failedChecks < FALL;
    }

    void drain() {
        admitted = false;
    }

    void admit() {
        if (!admitted) {
            admitted = true;
            proven = false;
            failedChecks = 0;
        }
    }

    void check(boolean passed) {
        failedChecks = passed ? 0 : failedChecks + 1;
        proven = passed;
    }

    void begin() {
        inFlight++;
    }

    void end(Outcome outcome) {
        inFlight--;
        switch (outcome) {
            case SERVED -> served++;
            case FAILED -> failed++;
            case ABORTED -> aborted++;
        }
    }

    Counters.Member count() {
        return new Counters.Member(served, failed, aborted, inFlight);
    }

    MemberView view() {
        var rotation = rotation();
        return new MemberView(
                member.name(),
                rotation,
                inFlight,
                1,
                !checked || proven,
                (checked && failedChecks > 0 ? "check failed " + failedChecks + " times, " : "")
                        + (admitted ? "admitted" : "drained"));
    }

    private Rotation rotation() {
        if (!admitted) {
            return inFlight > 0 ? Rotation.DRAINING : Rotation.OUT;
        }
        return takesRequests() ? Rotation.IN : Rotation.FAILING;
    }
}
