package dev.slipway.balancer;

import java.util.List;
import java.util.Optional;

/**
 * A pool as its balancer says it is now.
 *
 * @param balancer the balancer's name in the fleet document
 */
public record PoolView(String balancer, List<MemberView> members) {
    public PoolView {
        members = List.copyOf(members);
    }

    /** The member of this name. */
    public Optional<MemberView> member(String name) {
        return members.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Members that take requests now. */
    public int inService() {
        return (int) members.stream()
                .filter(m -> m.rotation() == MemberView.Rotation.IN)
                .count();
    }
}
