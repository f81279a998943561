package dev.slipway.balancer.consul;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.balancer.Turn;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Drives the instances of one service through Consul's maintenance mode.
 *
 * <p>Consul only answers who is there: whoever asks it (a proxy, a DNS client with a cache) follows later and tells
 * nothing of its requests. So an instance in maintenance counts as draining for a fixed time.
 */
final class ConsulBalancer implements Balancer {
    private static final Duration LOOKS = Duration.ofMillis(250);

    private final BalancerSpec spec;
    private final Agents agents;
    private final Departures departures;
    private final Turn turn = new Turn();

    ConsulBalancer(BalancerSpec spec, Agents agents, Departures departures) {
        this.spec = spec;
        this.agents = agents;
        this.departures = departures;
    }

    @Override
    public Pace pace() {
        return departures.pace(LOOKS);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        return turn.ask(this::look);
    }

    private PoolView look() throws BalancerException, InterruptedException {
        var all = agents.instances();
        var members = new ArrayList<MemberView>();
        for (var instance : all) {
            members.add(view(name(instance, all), instance));
        }
        return new PoolView(spec.name(), members);
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        turn.give(() -> leave(member));
    }

    private void leave(String member) throws BalancerException, InterruptedException {
        var instance = find(member, false);
        if (instance.maintenance().isEmpty()) {
            agents.maintenance(instance, true);
            departures.serves(instance.longName()); // until now: an earlier departure was undone by somebody
        }
        departures.leaves(instance.longName());
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        turn.give(() -> enter(member));
    }

    private void enter(String member) throws BalancerException, InterruptedException {
        var instance = find(member, true);
        var checked =
                spec.reenter() == Reenter.PROOF || instance.checks("critical").isEmpty();
        if (checked && instance.maintenance().isPresent()) {
            agents.maintenance(instance, false);
        }
        if (instance.nodeMaintenance().isPresent()) {
            throw refusal(
                    "putting " + member + " back",
                    "its whole node " + instance.node() + " is in maintenance: "
                            + instance.nodeMaintenance().orElse(""),
                    "End that on the node, with consul maint -disable; then retry",
                    false);
        }
    }

    private MemberView view(String name, Instance instance) {
        var weight = instance.weight() == 1 ? "" : ", weight " + instance.weight();
        var node = instance.nodeMaintenance().map(reason -> "node in maintenance: " + reason);
        var out = instance.maintenance()
                .map(reason -> "in maintenance: " + reason)
                .or(() -> node);
        if (out.isPresent()) {
            var rest = departures.remaining(instance.longName());
            var wait = rest.isZero()
                    ? ""
                    : "; Consul does not tell who still uses it, so " + (rest.toSeconds() + 1) + " s more are waited";
            return view(name, rest.isZero() ? Rotation.OUT : Rotation.DRAINING, out.get() + wait);
        }
        departures.serves(instance.longName());
        var critical = instance.checks("critical");
        if (!critical.isEmpty()) {
            return view(name, Rotation.FAILING, "critical: " + critical + weight);
        }
        var warning = instance.checks("warning");
        return view(name, Rotation.IN, (warning.isEmpty() ? "passing" : "warning: " + warning) + weight);
    }

    /** The weight is said and not told: it comes with the registration, and nobody else can set it. */
    private static MemberView view(String name, Rotation rotation, String said) {
        return new MemberView(name, rotation, -1, -1, true, said);
    }

    /** As the fleet document names it; an id that several nodes use names none of them. */
    private String name(Instance instance, List<Instance> all) {
        var alone = all.stream().filter(i -> i.id().equals(instance.id())).count() == 1;
        return alone && !spec.members().contains(instance.longName()) ? instance.id() : instance.longName();
    }

    /** What registers itself when it starts may not be there yet when it is to come back. */
    private Instance find(String member, boolean mayCome) throws BalancerException, InterruptedException {
        var all = agents.instances();
        var found = all.stream()
                .filter(i -> i.longName().equals(member) || i.id().equals(member))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        var names = all.stream().map(i -> name(i, all)).collect(Collectors.joining(", "));
        throw found.isEmpty()
                ? refusal(
                        "looking for " + member,
                        "the service has " + names,
                        "Mend the node's member, or register it on its agent again:"
                                + " DeregisterCriticalServiceAfter may have removed it",
                        mayCome && spec.members().contains(member))
                : refusal(
                        "looking for " + member,
                        "several nodes use this id: " + names,
                        "Name the node's member with its node, as shown",
                        false);
    }

    private BalancerException refusal(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(spec.name(), tried, answered, next, passing);
    }
}
