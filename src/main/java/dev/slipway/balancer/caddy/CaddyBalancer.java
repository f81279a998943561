package dev.slipway.balancer.caddy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.balancer.Turn;
import dev.slipway.fleet.BalancerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Drives one {@code reverse_proxy} handler of one or more Caddys. Out means removed from the list of upstreams, because
 * Caddy has no word for "drained"; what runs on a removed one cannot be counted, so a fixed time is waited.
 *
 * <p>All of them are read before one is changed, and none is while one is silent.
 */
final class CaddyBalancer implements Balancer {
    private static final Duration LOOKS = Duration.ofMillis(100);
    private static final int TRIES = 5;

    private final String name;
    private final List<CaddyInstance> instances;
    private final Removed removed;
    private final Departures departures;
    private final Turn turn = new Turn();
    private final List<String> members;

    CaddyBalancer(BalancerSpec spec, List<CaddyInstance> instances, Removed removed, Departures departures) {
        this.name = spec.name();
        this.members = spec.members();
        this.instances = List.copyOf(instances);
        this.removed = removed;
        this.departures = departures;
    }

    /** A handler and where it was read. */
    private record Seen(CaddyInstance instance, Handler handler) {}

    @Override
    public Pace pace() {
        return departures.pace(LOOKS);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        return turn.ask(this::look);
    }

    private PoolView look() throws BalancerException, InterruptedException {
        var all = read();
        var dials = new LinkedHashSet<String>();
        all.forEach(seen -> dials.addAll(seen.handler().dials()));
        dials.addAll(members); // one that was removed too
        return new PoolView(name, dials.stream().map(dial -> member(dial, all)).toList());
    }

    private MemberView member(String dial, List<Seen> all) {
        var in = all.stream().filter(seen -> seen.handler().has(dial)).toList();
        var cuts = all.stream().anyMatch(seen -> seen.handler().cutsStreams())
                ? "; flush_interval is -1, so each change here ends all running streams"
                : "";
        if (in.size() == all.size()) {
            departures.serves(dial); // also when it was not us who put it back
            return view(dial, Rotation.IN, "upstream" + cuts);
        }
        if (!in.isEmpty()) {
            var where = in.stream().map(seen -> seen.instance().name()).collect(Collectors.joining(", "));
            return view(dial, Rotation.DRAINING, "upstream on " + where + " only" + cuts);
        }
        var rest = departures.remaining(dial);
        return rest.isZero()
                ? view(dial, Rotation.OUT, "not in the list" + cuts)
                : view(
                        dial,
                        Rotation.DRAINING,
                        "removed; its requests have " + (rest.toMillis() + 999) / 1000 + " s more to end" + cuts);
    }

    private static MemberView view(String dial, Rotation rotation, String said) {
        return new MemberView(dial, rotation, -1, -1, true, said);
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        turn.give(() -> leave(member));
    }

    private void leave(String member) throws BalancerException, InterruptedException {
        var all = known("removing " + member, member);
        for (var seen : all) {
            if (seen.handler().has(member) && seen.handler().only(member)) {
                throw last(member, seen.instance());
            }
        }
        var left = false;
        for (var seen : all) {
            left |= remove(member, seen);
        }
        if (left) {
            departures.serves(member); // until now, whatever was told before
        }
        departures.leaves(member);
    }

    /** Whether it was in the list until now. */
    private boolean remove(String member, Seen first) throws BalancerException, InterruptedException {
        var instance = first.instance();
        var handler = first.handler();
        for (var tries = 1; handler.has(member); tries++) {
            if (handler.only(member)) {
                throw last(member, instance);
            }
            var index = handler.index(member);
            var upstream = new Removed.Upstream(index, handler.at(index));
            if (instance.write("removing " + member, handler.without(member), handler)) {
                removed.keep(instance.place(member), upstream);
                return true;
            }
            handler = again(tries, "removing " + member, instance);
        }
        return false;
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        turn.give(() -> enter(member));
    }

    private void enter(String member) throws BalancerException, InterruptedException {
        for (var seen : known("adding " + member, member)) {
            add(member, seen);
        }
        departures.serves(member);
    }

    private void add(String member, Seen first) throws BalancerException, InterruptedException {
        var instance = first.instance();
        var handler = first.handler();
        var before = removed.find(instance.place(member))
                .orElseGet(() -> new Removed.Upstream(
                        Integer.MAX_VALUE, JsonNodeFactory.instance.objectNode().put("dial", member)));
        for (var tries = 1; !handler.has(member); tries++) {
            if (instance.write("adding " + member, handler.with(before.index(), before.fields()), handler)) {
                return;
            }
            handler = again(tries, "adding " + member, instance);
        }
    }

    /** Somebody changed the configuration since it was read. */
    private Handler again(int tries, String tried, CaddyInstance instance)
            throws BalancerException, InterruptedException {
        if (tries == TRIES) {
            throw failure(
                    tried + " at " + instance.name(),
                    "its configuration was changed by others " + TRIES + " times in a row",
                    "See who changes Caddy's configuration; then retry",
                    true);
        }
        return instance.read();
    }

    private List<Seen> read() throws BalancerException, InterruptedException {
        var all = new ArrayList<Seen>();
        for (var instance : instances) {
            all.add(new Seen(instance, instance.read()));
        }
        return all;
    }

    /** What all of them say, if one lists the member or the fleet document names it. */
    private List<Seen> known(String tried, String member) throws BalancerException, InterruptedException {
        var all = read();
        if (!members.contains(member)
                && all.stream().noneMatch(seen -> seen.handler().has(member))) {
            throw failure(
                    tried,
                    "neither the fleet document nor the upstreams "
                            + all.getFirst().handler().dials() + " name it",
                    "Name the member in the fleet document as dial does",
                    false);
        }
        return all;
    }

    private BalancerException last(String member, CaddyInstance instance) {
        return failure(
                "removing " + member + " at " + instance.name(),
                "it is the last upstream, and without it every request would fail",
                "Bring another member back into the list first",
                false);
    }

    private BalancerException failure(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(name, tried, answered, next, passing);
    }
}
