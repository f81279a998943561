package dev.slipway.balancer.nginx;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Drives the servers of one include file on one or more servers with nginx: {@code down} and a reload. What is in force
 * and what is still in flight is read from nginx's processes and from the marks in the file, so nothing is remembered
 * here.
 *
 * <p>All of them are looked at before one is changed, and none is while one is silent.
 */
final class NginxBalancer implements Balancer {
    /** Each look starts some processes over there. */
    private static final Duration LOOKS = Duration.ofMillis(250);

    private static final int TRIES = 5;

    private final String name;
    private final List<NginxInstance> instances;
    private final Duration timeout;

    NginxBalancer(String name, List<NginxInstance> instances, Duration timeout) {
        this.name = name;
        this.instances = List.copyOf(instances);
        this.timeout = timeout;
    }

    /** What one nginx said. */
    private record Seen(NginxInstance instance, Look look) {}

    /** One server's line at one nginx. */
    private record Place(NginxInstance instance, ServerLine line, Look.State state) {}

    /** A worker that still streams for another server holds up this one too, until the time-out. */
    @Override
    public Pace pace() {
        return new Pace(LOOKS, timeout, Duration.ZERO);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        var all = lookAtAll();
        var addresses = new LinkedHashSet<String>();
        for (var seen : all) {
            seen.look().file().servers().forEach(line -> addresses.add(line.address()));
        }
        return new PoolView(
                name, addresses.stream().map(address -> member(address, all)).toList());
    }

    private MemberView member(String address, List<Seen> all) {
        var places = new ArrayList<Place>();
        for (var seen : all) {
            seen.look()
                    .file()
                    .server(address)
                    .ifPresent(line -> places.add(
                            new Place(seen.instance(), line, seen.look().state(line, timeout))));
        }
        var everywhere = places.size() == all.size();
        var rotations = places.stream().map(place -> place.state().rotation()).collect(Collectors.toSet());
        var rotation = everywhere ? together(rotations) : Rotation.UNKNOWN;
        var over = rotation == Rotation.OUT
                && places.stream().allMatch(place -> place.state().proved());
        return new MemberView(
                address,
                rotation,
                over ? 0 : -1,
                places.stream().mapToInt(place -> place.line().weight()).min().orElse(-1),
                true,
                said(places, all.size()));
    }

    /** Instances that disagree leave a member neither in nor out. */
    private static Rotation together(Set<Rotation> rotations) {
        return rotations.size() == 1 ? rotations.iterator().next() : Rotation.DRAINING;
    }

    private static String said(List<Place> places, int instances) {
        var said = places.stream()
                .map(place -> place.state().said()
                        + (instances == 1 ? "" : " on " + place.instance().name()))
                .collect(Collectors.joining(", "));
        return places.size() == instances ? said : said + ", not in the file of the others";
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        change("taking out " + member, member, true);
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        change("putting in " + member, member, false);
    }

    private void change(String tried, String member, boolean down) throws BalancerException, InterruptedException {
        edit(tried, member, (seen, line) -> {
            if (down && seen.look().file().lastUp(member)) {
                throw last(tried, member, seen.instance());
            }
            return line.down() == down && !seen.look().pending(line)
                    ? Optional.empty()
                    : Optional.of(line.down(down, seen.look().mark()));
        });
    }

    @Override
    public void weigh(String member, int weight) throws BalancerException, InterruptedException {
        edit(
                "giving " + member + " the weight " + weight,
                member,
                (seen, line) -> line.weight() == weight && !seen.look().pending(line)
                        ? Optional.empty()
                        : Optional.of(line.weighing(weight, seen.look().mark())));
    }

    /** What a line becomes; empty: it is so already. */
    @FunctionalInterface
    private interface Edit {
        Optional<ServerLine> of(Seen seen, ServerLine line) throws BalancerException;
    }

    private void edit(String tried, String member, Edit edit) throws BalancerException, InterruptedException {
        var all = lookAtAll();
        for (var seen : all) {
            edit.of(seen, line(tried, member, seen)); // whatever is refused is refused before anything is changed
        }
        for (var seen : all) {
            edit(tried, member, edit, seen);
        }
    }

    private void edit(String tried, String member, Edit edit, Seen first)
            throws BalancerException, InterruptedException {
        var instance = first.instance();
        var seen = first;
        for (var tries = 1; ; tries++) {
            var changed = edit.of(seen, line(tried, member, seen));
            if (changed.isEmpty() || instance.apply(tried, seen.look().file().with(changed.get()), seen.look())) {
                return;
            }
            if (tries == TRIES) {
                throw instance.failure(
                        tried,
                        "others changed the file, or reloaded nginx, " + TRIES + " times in a row",
                        "See who changes nginx's configuration; then retry",
                        true);
            }
            seen = new Seen(instance, instance.look());
        }
    }

    private static ServerLine line(String tried, String member, Seen seen) throws BalancerException {
        var file = seen.look().file();
        var line = file.server(member);
        if (line.isEmpty()) {
            throw seen.instance()
                    .failure(
                            tried,
                            "the file has "
                                    + file.servers().stream()
                                            .map(ServerLine::address)
                                            .toList(),
                            "Name the member in the fleet document as after \"server\" in the file",
                            false);
        }
        return line.get();
    }

    private List<Seen> lookAtAll() throws BalancerException, InterruptedException {
        var all = new ArrayList<Seen>();
        for (var instance : instances) {
            all.add(new Seen(instance, instance.look()));
        }
        return all;
    }

    private static BalancerException last(String tried, String member, NginxInstance instance) {
        return instance.failure(
                tried,
                "every other server is down, and without " + member + " each request would get a 502",
                "Bring another server back first",
                false);
    }
}
