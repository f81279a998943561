package dev.slipway.balancer.command;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.List;

/** A balancer behind the operator's program. The contract that the program keeps is in docs/balancers/command.md. */
final class CommandBalancer implements Balancer {
    /** A program starts for every look. */
    private static final Duration LOOKS = Duration.ofMillis(250);

    private final String name;
    private final Program program;
    private final Departures departures;
    private final Duration settle;

    CommandBalancer(String name, Program program, Departures departures, Duration settle) {
        this.name = name;
        this.program = program;
        this.departures = departures;
        this.settle = settle;
    }

    @Override
    public Pace pace() {
        return new Pace(LOOKS, settle, Duration.ZERO);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        return new PoolView(name, members().stream().map(this::settled).toList());
    }

    private List<MemberView> members() throws BalancerException, InterruptedException {
        try {
            return PoolText.read(program.run("pool"));
        } catch (PoolText.Unreadable e) {
            throw new BalancerException(
                    new Failure(
                            Category.BALANCER,
                            null,
                            "balancer " + name + ": reading what its program says to pool",
                            String.valueOf(e.getMessage()),
                            "Mend the program: a line for each member, NAME STATE [in-flight=N] [weight=N] [text]"),
                    false);
        }
    }

    /** Out by the program's word, and the fixed wait of the document is not over. */
    private MemberView settled(MemberView member) {
        var rest = departures.remaining(member.name());
        if (member.rotation() == Rotation.IN || member.rotation() == Rotation.FAILING) {
            departures.serves(member.name());
            return member;
        }
        if (member.rotation() != Rotation.OUT || rest.isZero()) {
            return member;
        }
        return new MemberView(
                member.name(),
                Rotation.DRAINING,
                member.inFlight(),
                member.weight(),
                member.proven(),
                member.said() + ", settles for " + (rest.toSeconds() + 1) + " s");
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        program.run("drain", known(member));
        departures.leaves(member);
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        program.run("admit", known(member));
        departures.serves(member);
    }

    @Override
    public void weigh(String member, int weight) throws BalancerException, InterruptedException {
        program.run("weigh", known(member), Integer.toString(weight));
    }

    /** A program may take any name as it comes; a typing error must not pass for a drained server. */
    private String known(String member) throws BalancerException, InterruptedException {
        var names = members().stream().map(MemberView::name).toList();
        if (!names.contains(member)) {
            throw new BalancerException(
                    new Failure(
                            Category.BALANCER,
                            null,
                            "balancer " + name + ": looking for member " + member,
                            "its program names " + names,
                            "Name the member in the fleet document as the program does"),
                    false);
        }
        return member;
    }
}
