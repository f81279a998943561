package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.balancer.elbv2.Target.Written;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives one or more target groups that have the same targets. Out is deregistered, in is registered: AWS has no other
 * way. AWS does not tell how many requests are in flight, so a member is out when AWS is done with it, or when it has
 * been leaving for so long that AWS cuts what is left.
 */
final class Elbv2Balancer implements Balancer {
    /** What is older is asked of AWS anew, once for all; see {@link GroupWatch}. */
    private static final Duration LOOKS = Duration.ofSeconds(1);

    private final Asker asker;
    private final List<GroupWatch> groups;
    private final List<String> members;
    private final @Nullable Duration enough;

    /**
     * Contacts nobody.
     *
     * @param members of the fleet's nodes: AWS forgets a target that has left
     * @param enough how long requests in flight are waited for; null: as each group says
     */
    Elbv2Balancer(Asker asker, List<GroupWatch> groups, List<String> members, @Nullable Duration enough) {
        this.asker = asker;
        this.groups = List.copyOf(groups);
        this.members = List.copyOf(members);
        this.enough = enough;
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        var looks = new ArrayList<Look>();
        for (var group : groups) {
            looks.add(group.look(asker));
        }
        return new PoolView(asker.balancer(), new Merge(looks, enough).members(members));
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        var written = written(member);
        for (var group : groups) { // all of them first: half out is worse than in
            group.mayLeave(asker, written);
        }
        for (var group : groups) {
            group.leave(asker, written);
        }
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        var written = written(member);
        for (var group : groups) {
            group.enter(asker, written);
        }
    }

    @Override
    public Pace pace() throws BalancerException, InterruptedException {
        var slowest = new Pace(LOOKS, Duration.ZERO, Duration.ZERO);
        for (var watch : groups) {
            var group = watch.look(asker).group();
            slowest = slowest.and(new Pace(LOOKS, group.leaving(enough), group.entering()));
        }
        return slowest;
    }

    private Written written(String member) throws BalancerException {
        return Written.read(member)
                .orElseThrow(() -> new BalancerException(
                        new Failure(
                                Category.USER,
                                null,
                                "balancer " + asker.balancer() + ": looking for member " + member,
                                "no target group can have a target of this name",
                                "Name the node's member as its target: an instance's id or an IP address, with :port if"
                                        + " it is not the group's"),
                        false));
    }
}
