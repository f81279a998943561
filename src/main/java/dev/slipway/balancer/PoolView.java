package dev.slipway.balancer;

import java.util.List;
import java.util.Optional;

/**
 * A pool as its balancer says it is now.
 *
 * @param balancer the balancer's name in the fleet document
 * @param absentIsOut whether taking a member out means removing it, so that one that is not listed is out and not
 *     unknown
 */
public record PoolView(String balancer, List<MemberView> members, boolean absentIsOut) {
    public PoolView {
        members = List.copyOf(members);
    }

    /** A pool whose members stay in its list when they are out. */
    public PoolView(String balancer, List<MemberView> members) {
        this(balancer, members, false);
    }

    /** The member of this name. */
    public Optional<MemberView> member(String name) {
        var listed = members.stream().filter(m -> m.name().equals(name)).findFirst();
        return listed.isEmpty() && absentIsOut
                ? Optional.of(new MemberView(name, MemberView.Rotation.OUT, -1, -1, true, "not in the list"))
                : listed;
    }

    /** Members that take requests now. */
    public int inService() {
        return (int) members.stream()
                .filter(m -> m.rotation() == MemberView.Rotation.IN)
                .count();
    }
}
