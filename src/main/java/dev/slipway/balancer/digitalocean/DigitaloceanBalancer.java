package dev.slipway.balancer.digitalocean;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drives one load balancer of DigitalOcean through its list of droplets.
 *
 * <p>The list is the only lever: nothing drains, and nothing shows requests in flight or a droplet's health. So a
 * droplet that was taken off counts as draining for a fixed time.
 */
final class DigitaloceanBalancer implements Balancer {
    /** Each look costs a request or two, of 250 that a token has in a minute. */
    private static final Duration LOOKS = Duration.ofSeconds(5);

    private final BalancerSpec spec;
    private final Account account;
    private final Departures departures;
    private final Turn turn;
    private final Set<String> exist = ConcurrentHashMap.newKeySet();

    DigitaloceanBalancer(BalancerSpec spec, Account account, Departures departures, Turn turn) {
        this.spec = spec;
        this.account = account;
        this.departures = departures;
        this.turn = turn;
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
        var now = account.loadBalancer();
        var members = new ArrayList<MemberView>();
        for (var droplet : now.droplets()) {
            exist.add(droplet);
            departures.serves(droplet);
            members.add(listed(now, droplet));
        }
        for (var member : spec.members()) {
            if (!now.has(member) && exists(member)) {
                members.add(gone(now, member));
            }
        }
        return new PoolView(spec.name(), members);
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        turn.give(() -> leave(member));
    }

    private void leave(String member) throws BalancerException, InterruptedException {
        var now = account.loadBalancer();
        if (now.has(member)) {
            mayLeave(now, member);
            account.remove(now, member);
            departures.serves(member); // until now: an earlier departure was undone by somebody
        } else {
            mustExist(member);
        }
        departures.leaves(member);
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        turn.give(() -> enter(member));
    }

    private void enter(String member) throws BalancerException, InterruptedException {
        var now = account.loadBalancer();
        if (!now.has(member)) {
            mustExist(member);
            account.add(now, member);
        }
        departures.serves(member);
    }

    private static MemberView listed(LoadBalancer now, String droplet) {
        var rotation =
                switch (now.status()) {
                    case "active" -> Rotation.IN;
                    case "new", "errored" -> Rotation.FAILING;
                    default -> Rotation.UNKNOWN;
                };
        return new MemberView(
                droplet, rotation, -1, -1, true, list(now, "on") + ", the load balancer is " + now.status());
    }

    private MemberView gone(LoadBalancer now, String member) {
        var rest = departures.remaining(member);
        return rest.isZero()
                ? new MemberView(member, Rotation.OUT, -1, -1, true, list(now, "off"))
                : new MemberView(
                        member,
                        Rotation.DRAINING,
                        -1,
                        -1,
                        true,
                        list(now, "off") + "; DigitalOcean does not tell when its last request ends, so "
                                + (rest.toSeconds() + 1) + " s more are waited");
    }

    private static String list(LoadBalancer now, String where) {
        return now.tag() == null
                ? where + " the list"
                : (where.equals("on") ? "with" : "without") + " tag " + now.tag();
    }

    private void mayLeave(LoadBalancer now, String member) throws BalancerException {
        if (now.droplets().size() == 1) {
            throw refusal(
                    "taking droplet " + member + " off load balancer " + account.id(),
                    "it is the only one on the list",
                    "Put another droplet on first; without any the load balancer answers 503 to everybody",
                    false);
        }
        if (!now.serves()) {
            throw refusal(
                    "taking droplet " + member + " off load balancer " + account.id(),
                    "its status is " + now.status(),
                    "Wait until it is active, or mend it at DigitalOcean; nothing was changed",
                    now.status().equals("new"));
        }
    }

    private boolean exists(String droplet) throws BalancerException, InterruptedException {
        if (!exist.contains(droplet) && account.exists(droplet)) {
            exist.add(droplet);
        }
        return exist.contains(droplet);
    }

    private void mustExist(String droplet) throws BalancerException, InterruptedException {
        if (!exists(droplet)) {
            throw refusal(
                    "looking for droplet " + droplet,
                    "there is no such droplet in the token's team",
                    "Mend the node's member: it is the droplet's id, as doctl compute droplet list shows it",
                    false);
        }
    }

    private BalancerException refusal(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(spec.name(), tried, answered, next, passing);
    }
}
