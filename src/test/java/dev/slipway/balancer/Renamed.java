package dev.slipway.balancer;

import java.util.Map;

/** A balancer whose members are addresses, under the names that the contract uses. */
public record Renamed(Balancer balancer, Map<String, String> addresses) implements Balancer {
    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        var pool = balancer.pool();
        return new PoolView(
                pool.balancer(), pool.members().stream().map(this::named).toList());
    }

    private MemberView named(MemberView view) {
        var name = addresses.entrySet().stream()
                .filter(e -> e.getValue().equals(view.name()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(view.name());
        return new MemberView(name, view.rotation(), view.inFlight(), view.weight(), view.proven(), view.said());
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        balancer.drain(addresses.getOrDefault(member, member));
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        balancer.admit(addresses.getOrDefault(member, member));
    }

    @Override
    public void weigh(String member, int weight) throws BalancerException, InterruptedException {
        balancer.weigh(addresses.getOrDefault(member, member), weight);
    }
}
