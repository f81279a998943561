package dev.slipway.balancer;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A balancer in memory that behaves as HAProxy does: out takes two drains, the second once nothing is in flight. It
 * remembers every change, and fails on demand. Safe for several threads.
 */
public final class MemoryBalancer implements Balancer {
    private final String name;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<Change> history = new ArrayList<>();
    private Supplier<Fault> faults = () -> Fault.NONE;
    private Consumer<PoolView> watcher = _ -> {};
    private int next;

    /** All members are in, with weight 1 and nothing in flight. */
    public MemoryBalancer(String name, List<String> names) {
        this.name = name;
        names.forEach(n -> members.put(n, new Member()));
    }

    /** What may happen to a call. */
    public enum Fault {
        /** It works. */
        NONE,
        /** It never arrives. */
        NO_ANSWER,
        /** It is carried out, but nobody hears so. */
        ANSWER_LOST,
        /** It is refused for good. */
        REFUSED
    }

    /** A member's rotation changed. */
    public record Change(String member, Rotation from, Rotation to) {}

    @Override
    public synchronized PoolView pool() throws BalancerException {
        meet("pool", () -> {});
        return look();
    }

    @Override
    public synchronized void drain(String member) throws BalancerException {
        var known = find(member);
        meet("drain " + member, () -> {
            if (known.rotation == Rotation.IN || known.rotation == Rotation.FAILING) {
                change(member, Rotation.DRAINING);
            } else if (known.rotation == Rotation.DRAINING && known.inFlight == 0) {
                change(member, Rotation.OUT);
            }
        });
    }

    @Override
    public synchronized void admit(String member) throws BalancerException {
        var known = find(member);
        meet("admit " + member, () -> {
            if (known.rotation == Rotation.OUT || known.rotation == Rotation.DRAINING) {
                change(member, known.sick ? Rotation.FAILING : Rotation.IN);
            }
        });
    }

    /** The pool as it is, without a fault. */
    public synchronized PoolView look() {
        return new PoolView(
                name,
                members.entrySet().stream()
                        .map(m -> m.getValue().view(m.getKey()))
                        .toList());
    }

    /** Every change since the beginning, in order. */
    public synchronized List<Change> history() {
        return List.copyOf(history);
    }

    /** Asked before each call from now on. */
    public synchronized void faults(Supplier<Fault> supplier) {
        faults = supplier;
    }

    /** The next calls meet this fault, all later ones none. */
    public synchronized void next(int calls, Fault fault) {
        var left = new int[] {calls};
        faults = () -> left[0]-- > 0 ? fault : Fault.NONE;
    }

    /** Told the whole pool after each change. */
    public synchronized void watch(Consumer<PoolView> consumer) {
        watcher = consumer;
    }

    /** A visitor's request arrives: the member in turn that now has one more in flight; empty if none is in. */
    public synchronized Optional<String> begin() {
        var in = members.entrySet().stream()
                .filter(m -> m.getValue().rotation == Rotation.IN)
                .toList();
        if (in.isEmpty()) {
            return Optional.empty();
        }
        var chosen = in.get(Math.floorMod(next++, in.size()));
        chosen.getValue().inFlight++;
        return Optional.of(chosen.getKey());
    }

    /** A request on the member ends. */
    public synchronized void end(String member) {
        known(member).inFlight--;
    }

    /** The balancer's own check fails, or passes again. */
    public synchronized void sick(String member, boolean isSick) {
        var known = known(member);
        known.sick = isSick;
        if (known.rotation == Rotation.IN && isSick) {
            change(member, Rotation.FAILING);
        } else if (known.rotation == Rotation.FAILING && !isSick) {
            change(member, Rotation.IN);
        }
    }

    /** Whether the balancer's own check passed since the member came in. */
    public synchronized void proven(String member, boolean isProven) {
        known(member).proven = isProven;
    }

    /** Somebody else, or a reload, puts the member here. */
    public synchronized void behindOurBack(String member, Rotation rotation) {
        known(member);
        change(member, rotation);
    }

    private void meet(String call, Runnable act) throws BalancerException {
        switch (faults.get()) {
            case NONE -> act.run();
            case NO_ANSWER -> throw failure(call, "no answer", true);
            case ANSWER_LOST -> {
                act.run();
                throw failure(call, "the answer was lost", true);
            }
            case REFUSED -> throw failure(call, "refused", false);
        }
    }

    private void change(String member, Rotation to) {
        var known = known(member);
        if (known.rotation != to) {
            history.add(new Change(member, known.rotation, to));
            known.rotation = to;
            watcher.accept(look());
        }
    }

    private Member find(String member) throws BalancerException {
        var known = members.get(member);
        if (known == null) {
            throw failure("find member " + member, "no such member", false);
        }
        return known;
    }

    private Member known(String member) {
        return Optional.ofNullable(members.get(member)).orElseThrow();
    }

    private BalancerException failure(String tried, String answered, boolean passing) {
        return new BalancerException(
                new Failure(
                        Failure.Category.BALANCER,
                        null,
                        name + ": " + tried,
                        answered,
                        "Nothing: this balancer is a test's."),
                passing);
    }

    private static final class Member {
        private Rotation rotation = Rotation.IN;
        private int inFlight;
        private boolean sick;
        private boolean proven = true;

        MemberView view(String name) {
            return new MemberView(name, rotation, inFlight, 1, proven, rotation.name());
        }
    }
}
