package dev.slipway.sim;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.PoolView;
import java.time.Duration;

/**
 * The balancer as one machine reaches it. A command arrives in the moment in which it is given: what may lie between
 * the engine's proof of ownership and the wire is the one window that nobody can close, so it is not simulated.
 */
record BalancerView(Machine machine, World world) implements Balancer {
    private static final Duration TIME_OUT = Duration.ofSeconds(5);

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        machine.pause(world.faults().travel());
        if (world.pool().meet(machine, "pool") != Faults.Lost.NEITHER) {
            machine.pause(TIME_OUT);
            throw noAnswer("pool");
        }
        var pool = world.pool().look();
        if (world.broken(Mutation.POOL_LOOKS_FULL)) {
            return new PoolView(
                    pool.balancer(),
                    pool.members().stream()
                            .map(m -> new MemberView(
                                    m.name(),
                                    world.pool().oursOut(m.name()) ? m.rotation() : MemberView.Rotation.IN,
                                    0,
                                    1,
                                    true,
                                    "UP"))
                            .toList());
        }
        return pool;
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        command("drain " + member, () -> world.pool().drain(member, machine));
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        command("admit " + member, () -> world.pool().admit(member, machine));
    }

    private void command(String verb, Runnable act) throws BalancerException, InterruptedException {
        world.schedule().live();
        var lost = world.pool().meet(machine, verb);
        if (lost != Faults.Lost.REQUEST) {
            act.run();
        }
        machine.pause(world.faults().travel());
        if (lost != Faults.Lost.NEITHER) {
            machine.pause(TIME_OUT);
            throw noAnswer(verb);
        }
    }

    private static BalancerException noAnswer(String verb) {
        return new BalancerException(Faults.failure(null, verb, "no answer"), true);
    }
}
