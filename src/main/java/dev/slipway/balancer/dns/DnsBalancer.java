package dev.slipway.balancer.dns;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.balancer.Turn;
import dev.slipway.fleet.BalancerSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drives the addresses of one name.
 *
 * <p>Visitors keep an answer for its time to live, whatever the server says meanwhile. So an address that no server
 * gives any more counts as draining for that time, and a while longer for those who are not exact about it.
 */
final class DnsBalancer implements Balancer {
    private static final int TRIES = 3;

    private static final Duration LOOKS = Duration.ofSeconds(1);

    /** For a set that has no time to live, because it is empty. */
    private static final Duration USUAL = Duration.ofSeconds(60);

    private final BalancerSpec spec;
    private final NameServer primary;
    private final List<NameServer> servers;
    private final Departures departures;
    private final Duration settle;
    private final Turn turn = new Turn();

    DnsBalancer(
            BalancerSpec spec,
            NameServer primary,
            List<NameServer> secondaries,
            Departures departures,
            Duration settle) {
        this.spec = spec;
        this.primary = primary;
        this.servers = Stream.concat(Stream.of(primary), secondaries.stream()).toList();
        this.departures = departures;
        this.settle = settle;
    }

    @Override
    public Pace pace() throws BalancerException, InterruptedException {
        var longest = Duration.ZERO;
        for (var family : Addresses.FAMILIES) {
            var now = primary.addresses(family);
            var wait = now.records().isEmpty() ? Duration.ZERO : wait(now);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        return new Pace(LOOKS, longest, Duration.ZERO);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        return turn.ask(this::look);
    }

    private PoolView look() throws BalancerException, InterruptedException {
        var copies = new ArrayList<Copy>();
        for (var server : servers) {
            copies.add(Copy.of(server));
        }
        var names = new TreeMap<String, InetAddress>();
        copies.forEach(copy -> copy.ttls().keySet().forEach(a -> names.put(name(a), a)));
        spec.members().forEach(m -> Addresses.read(m).ifPresent(a -> names.put(m, a)));
        var members = new ArrayList<MemberView>();
        names.forEach((name, address) -> members.add(view(name, address, copies)));
        return new PoolView(spec.name(), members);
    }

    private MemberView view(String name, InetAddress address, List<Copy> copies) {
        var having =
                copies.stream().filter(copy -> copy.ttls().containsKey(address)).toList();
        var serials = serials(copies);
        if (having.isEmpty()) {
            var rest = departures.remaining(name);
            return rest.isZero()
                    ? view(name, Rotation.OUT, "not answered, " + serials)
                    : view(
                            name,
                            Rotation.DRAINING,
                            "not answered, " + serials + "; caches may know it for another " + (rest.toSeconds() + 1)
                                    + " s");
        }
        departures.serves(name);
        if (having.size() < copies.size()) {
            var with = having.stream().map(c -> c.server().endpoint()).collect(Collectors.joining(", "));
            return view(name, Rotation.DRAINING, "answered by " + with + " alone, " + serials);
        }
        var ttl = having.stream()
                .mapToLong(copy -> copy.ttls().getOrDefault(address, 0L))
                .max()
                .orElse(0);
        return view(name, Rotation.IN, "answered for " + ttl + " s, " + serials);
    }

    private static MemberView view(String name, Rotation rotation, String said) {
        return new MemberView(name, rotation, -1, -1, true, said);
    }

    private static String serials(List<Copy> copies) {
        var first = copies.getFirst().serial();
        return "serial " + first
                + copies.stream()
                        .filter(copy -> copy.serial() != first)
                        .map(copy -> ", " + copy.server().endpoint() + " has " + copy.serial())
                        .collect(Collectors.joining());
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        turn.give(() -> leave(member));
    }

    private void leave(String member) throws BalancerException, InterruptedException {
        var address = address(member);
        for (var tries = 0; tries < TRIES; tries++) {
            var now = primary.addresses(Addresses.family(address));
            if (!now.has(address)) {
                mustBeOurs(address, now);
                departures.leaves(name(address), wait(now));
                return;
            }
            if (now.records().size() == 1) {
                throw refusal(
                        "taking " + member + " out of " + spec.needed("name"),
                        "it is the name's last address of its family",
                        "Add another one first; without any the name leads nowhere",
                        false);
            }
            if (primary.remove(now, address)) {
                departures.serves(name(address)); // until now: an earlier departure was undone by somebody
                departures.leaves(name(address), wait(now));
                mustBe(address, false);
                return;
            }
        }
        throw changing("taking " + member + " out of " + spec.needed("name"));
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        turn.give(() -> enter(member));
    }

    private void enter(String member) throws BalancerException, InterruptedException {
        var address = address(member);
        for (var tries = 0; tries < TRIES; tries++) {
            var now = primary.addresses(Addresses.family(address));
            if (now.has(address)) {
                return;
            }
            mustBeOurs(address, now);
            if (primary.add(now, address, ttl(now))) { // with another one some servers change the whole set's
                mustBe(address, true);
                return;
            }
        }
        throw changing("adding " + member + " to " + spec.needed("name"));
    }

    private Duration ttl(AddressSet now) {
        return now.records().isEmpty() ? USUAL : now.ttl();
    }

    private Duration wait(AddressSet before) {
        return spec.wait("ttl", ttl(before)).plus(settle);
    }

    /** Asked of the server itself, because an update's yes says that it was taken, not that it is answered with. */
    private void mustBe(InetAddress address, boolean there) throws BalancerException, InterruptedException {
        if (primary.addresses(Addresses.family(address)).has(address) != there) {
            throw refusal(
                    "looking for " + address.getHostAddress() + " after the update",
                    "the server took the update and " + (there ? "does not answer" : "still answers") + " with it",
                    "See whether something else writes this zone",
                    true);
        }
    }

    /** An address that is neither answered nor a node's is a mistake of somebody. */
    private void mustBeOurs(InetAddress address, AddressSet now) throws BalancerException {
        if (spec.members().stream().flatMap(m -> Addresses.read(m).stream()).noneMatch(address::equals)) {
            throw refusal(
                    "looking for " + address.getHostAddress(),
                    "the name has "
                            + now.records().stream()
                                    .map(record -> Addresses.of(record).getHostAddress())
                                    .collect(Collectors.joining(", ")),
                    "Mend the node's member, or add the address to the zone",
                    false);
        }
    }

    private InetAddress address(String member) throws BalancerException {
        return Addresses.read(member)
                .orElseThrow(() -> refusal(
                        "looking for " + member,
                        "it is no IPv4 or IPv6 address",
                        "Mend the node's member: it is an address of the name",
                        false));
    }

    private BalancerException changing(String tried) {
        return refusal(tried, "the addresses changed under each of " + TRIES + " tries", "Wait and retry", true);
    }

    private BalancerException refusal(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(spec.name(), tried, answered, next, passing);
    }

    /** As the fleet document writes it. */
    private String name(InetAddress address) {
        return spec.members().stream()
                .filter(m -> Addresses.read(m).filter(address::equals).isPresent())
                .findFirst()
                .orElseGet(address::getHostAddress);
    }
}
