package dev.slipway.sim;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The balancer: members, their visitors, and who put them where. Out takes two drains, as with HAProxy. */
final class Pool {
    private static final Duration BETWEEN_LOOK_AND_COMMAND = Duration.ofSeconds(10);
    private final World world;
    private final Map<String, Member> members = new TreeMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> moves = new ArrayList<>();
    private @Nullable Trouble trouble;
    private Instant lastByHand = Instant.MIN;
    private int next;

    Pool(World world) {
        this.world = world;
    }

    /** What a machine asked of the balancer, and when; whether or not it arrived. */
    record Call(Instant at, String machine, String verb) {}

    /** What a scenario does to a call, instead of chance. */
    @FunctionalInterface
    interface Trouble {
        /** What is lost of it; or the balancer's answer. */
        Faults.Lost meet(String verb) throws BalancerException;
    }

    void trouble(@Nullable Trouble scripted) {
        trouble = scripted;
    }

    /** A call is made. */
    Faults.Lost meet(Machine machine, String verb) throws BalancerException {
        calls.add(new Call(world.schedule().now(), machine.tag(), verb));
        return trouble == null ? world.faults().onBalancer() : trouble.meet(verb);
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Each change of a member by a command of ours, e.g. {@code web-1 OUT}. */
    List<String> moves() {
        return List.copyOf(moves);
    }

    private static final class Member {
        Rotation rotation = Rotation.IN;
        int inFlight;
        boolean ours;
        boolean touched;
        boolean contested;
        Instant byHandAt = Instant.MIN;
    }

    void add(String name) {
        members.put(name, new Member());
    }

    private Member member(String name) {
        var member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name);
        }
        return member;
    }

    PoolView look() {
        return new PoolView(
                "edge",
                members.entrySet().stream()
                        .map(m -> view(m.getKey(), m.getValue()))
                        .toList());
    }

    private MemberView view(String name, Member member) {
        var rotation = member.rotation == Rotation.DRAINING && world.broken(Mutation.DRAIN_LOOKS_DONE)
                ? Rotation.OUT
                : member.rotation;
        var inFlight = rotation == member.rotation ? member.inFlight : 0;
        return new MemberView(name, rotation, inFlight, 1, true, rotation.name());
    }

    Rotation rotation(String name) {
        return member(name).rotation;
    }

    /** Whether it is out because of our command. */
    boolean oursOut(String name) {
        var member = member(name);
        return member.ours && member.rotation != Rotation.IN;
    }

    /** Whether a person had a hand in it. */
    boolean touched(String name) {
        return member(name).touched;
    }

    /** Whether our command crossed a person's. */
    boolean contested(String name) {
        return member(name).contested;
    }

    /** When a person last moved a member. */
    Instant lastByHand() {
        return lastByHand;
    }

    int inFlight(String name) {
        return member(name).inFlight;
    }

    int others(String name) {
        return (int) members.entrySet().stream()
                .filter(m -> !m.getKey().equals(name) && m.getValue().rotation == Rotation.IN)
                .count();
    }

    void drain(String name, Machine machine) {
        var member = member(name);
        world.checker().actsOnBalancer(machine, "drain " + name);
        if (member.rotation == Rotation.FAILING) {
            moves.add(name + " DRAINING");
            member.rotation = Rotation.DRAINING;
            member.ours = true;
        } else if (member.rotation == Rotation.IN) {
            moves.add(name + " DRAINING");
            member.rotation = Rotation.DRAINING;
            member.ours = true;
            // Put in by a person between the engine's look and its command: nobody can tell the two apart.
            member.contested = member.byHandAt
                    .plus(BETWEEN_LOOK_AND_COMMAND)
                    .isAfter(world.schedule().now());
            world.checker().leaves(name);
        } else if (member.rotation == Rotation.DRAINING && member.inFlight == 0) {
            moves.add(name + " OUT");
            member.rotation = Rotation.OUT;
        }
    }

    void admit(String name, Machine machine) {
        var member = member(name);
        world.checker().actsOnBalancer(machine, "admit " + name);
        if (member.rotation != Rotation.IN) {
            moves.add(name + " IN");
            member.rotation = Rotation.IN;
            member.ours = false;
        }
    }

    /** A person, or a reload, puts it here. */
    void byHand(String name, Rotation rotation) {
        var member = member(name);
        member.rotation = rotation;
        member.ours = false;
        member.touched = true;
        member.byHandAt = world.schedule().now();
        lastByHand = world.schedule().now();
    }

    /** The balancer's own check fails. */
    void fails(String name) {
        member(name).rotation = Rotation.FAILING;
    }

    /** It says OUT of a member whatever is in flight. */
    void callsOut(String name) {
        member(name).rotation = Rotation.OUT;
    }

    /** A visitor's request on this member takes so long. */
    void visit(String name, Duration stay) {
        var member = member(name);
        member.inFlight++;
        world.schedule().in(stay, () -> member.inFlight--);
    }

    /** A visitor comes, and stays for a while. */
    void visit() {
        var in = members.entrySet().stream()
                .filter(m -> m.getValue().rotation == Rotation.IN)
                .toList();
        if (in.isEmpty()) {
            return;
        }
        var chosen = in.get(Math.floorMod(next++, in.size()));
        chosen.getValue().inFlight++;
        var stay = world.faults().longVisit()
                ? Duration.ofSeconds(45)
                : world.faults().between(5, 900);
        world.schedule().in(stay, () -> chosen.getValue().inFlight--);
    }
}
