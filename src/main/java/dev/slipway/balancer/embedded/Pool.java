package dev.slipway.balancer.embedded;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.embedded.EmbeddedProxy.Member;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is in, and who has how many requests. Choosing a member and counting the request on it are one act, so a drained
 * member with nothing in flight can never get another request.
 */
final class Pool {
    private final List<Seat> seats;
    private int next;
    private long foundNobody;

    Pool(List<Member> members, boolean checked) {
        seats = members.stream().map(member -> new Seat(member, checked)).toList();
    }

    /** The next member in turn, with one more request in flight on it. */
    synchronized Optional<Seat> take() {
        for (var i = 0; i < seats.size(); i++) {
            var seat = seats.get(Math.floorMod(next++, seats.size()));
            if (seat.takesRequests()) {
                seat.begin();
                return Optional.of(seat);
            }
        }
        foundNobody++;
        return Optional.empty();
    }

    synchronized void leave(Seat seat, Outcome outcome) {
        seat.end(outcome);
    }

    synchronized void checked(Seat seat, boolean passed) {
        seat.check(passed);
    }

    /** Whether there is such a member. */
    synchronized boolean drain(String member) {
        var seat = seat(member);
        seat.ifPresent(Seat::drain);
        return seat.isPresent();
    }

    /** Whether there is such a member. */
    synchronized boolean admit(String member) {
        var seat = seat(member);
        seat.ifPresent(Seat::admit);
        return seat.isPresent();
    }

    synchronized List<MemberView> view() {
        return seats.stream().map(Seat::view).toList();
    }

    synchronized Counters counters() {
        var members =
                seats.stream().collect(Collectors.toMap(seat -> seat.member().name(), Seat::count));
        return new Counters(
                members.values().stream().mapToLong(Counters.Member::served).sum(),
                members.values().stream().mapToLong(Counters.Member::failed).sum() + foundNobody,
                members.values().stream().mapToLong(Counters.Member::aborted).sum(),
                members);
    }

    /** The places do not change; what is in them does. */
    List<Seat> seats() {
        return seats;
    }

    private Optional<Seat> seat(String member) {
        return seats.stream().filter(s -> s.member().name().equals(member)).findFirst();
    }
}
