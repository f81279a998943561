package dev.slipway.balancer.command;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.balancer.Turn;
import java.time.Duration;
import java.util.List;

/** A balancer behind the operator's program. The contract that the program keeps is in docs/balancers/command.md. */
final class CommandBalancer implements Balancer {
    /** A program starts for every look. */
    private static final Duration LOOKS = Duration.ofMillis(250);

    private final String name;
    private final Program program;
    private final Departures departures;
    private final Turn turn = new Turn();

    CommandBalancer(String name, Program program, Departures departures) {
        this.name = name;
        this.program = program;
        this.departures = departures;
    }

    @Override
    public Pace pace() {
        return departures.pace(LOOKS);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        return turn.ask(
                () -> new PoolView(name, members().stream().map(this::settled).toList()));
    }

    private List<MemberView> members() throws BalancerException, InterruptedException {
        try {
            return PoolText.read(program.run("pool"));
        } catch (PoolText.Unreadable e) {
            throw BalancerException.of(
                    name,
                    "reading what its program says to pool",
                    String.valueOf(e.getMessage()),
                    "Mend the program: a line for each member, NAME STATE [in-flight=N] [weight=N] [text]",
                    false);
        }
    }

    /** Out by the program's word, and the fixed wait of the document is not over. */
    private MemberView settled(MemberView member) {
        if (serves(member)) {
            departures.serves(member.name());
            return member;
        }
        var rest = departures.remaining(member.name());
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

    private static boolean serves(MemberView member) {
        return member.rotation() == Rotation.IN || member.rotation() == Rotation.FAILING;
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        turn.give(() -> {
            if (serves(known(member))) {
                departures.serves(member); // until now, whatever was told before
            }
            program.run("drain", member);
            departures.leaves(member);
        });
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        turn.give(() -> {
            known(member);
            program.run("admit", member);
            departures.serves(member);
        });
    }

    @Override
    public void weigh(String member, int weight) throws BalancerException, InterruptedException {
        turn.give(() -> {
            known(member);
            program.run("weigh", member, Integer.toString(weight));
        });
    }

    /** A program may take any name as it comes; a typing error must not pass for a drained server. */
    private MemberView known(String member) throws BalancerException, InterruptedException {
        var members = members();
        return members.stream()
                .filter(one -> one.name().equals(member))
                .findFirst()
                .orElseThrow(() -> BalancerException.of(
                        name,
                        "looking for member " + member,
                        "its program names "
                                + members.stream().map(MemberView::name).toList(),
                        "Name the member in the fleet document as the program does",
                        false));
    }
}
