package dev.slipway.sim;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Hearing;
import dev.slipway.deployment.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Operators: first they press what they like, later they help every deployment to its end. */
final class People {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private final World world;
    private final Random random;
    private final Map<Long, Integer> retries = new HashMap<>();

    People(World world, long seed) {
        this.world = world;
        this.random = new Random(seed ^ 0xbeadL);
    }

    /** One of them does something. */
    void meddle() {
        if (random.nextInt(3) == 0) {
            byHand();
            return;
        }
        var live = world.database().rows().stream().filter(r -> !r.over).toList();
        if (live.isEmpty()) {
            return;
        }
        var choices = Choice.values();
        say(live.get(random.nextInt(live.size())), choices[random.nextInt(choices.length)]);
    }

    /** Takes a member out at the balancer, and puts it back after a while; or puts back what Slipway took out. */
    private void byHand() {
        var names = List.copyOf(world.nodes().keySet());
        var name = names.get(random.nextInt(names.size()));
        if (world.pool().rotation(name) == Rotation.IN) {
            world.pool().byHand(name, Rotation.OUT);
            if (random.nextBoolean()) {
                world.schedule().in(world.faults().between(1_000, 60_000), () -> world.pool()
                        .byHand(name, Rotation.IN));
            }
        } else {
            world.pool().byHand(name, Rotation.IN);
        }
    }

    private boolean say(Database.Row row, Choice choice) {
        var question = row.state.question();
        var id = question == null || !question.choices().contains(choice) ? null : question.id();
        if (Hearing.objection(row.state, choice, id, null) != null) {
            return false;
        }
        world.database().tell(row, choice, id);
        return true;
    }

    /** From now on every question is answered, and every pause ends. */
    void help() {
        if (!world.broken(Mutation.PEOPLE_NEVER_ANSWER)) {
            world.database().rows().stream().filter(r -> !r.over).forEach(this::help);
        }
        world.schedule().in(LOOK, this::help);
    }

    private void help(Database.Row row) {
        if (row.status == Status.WAITING_APPROVAL) {
            say(row, Choice.APPROVE);
        } else if (row.status == Status.PAUSED) {
            say(row, Choice.RESUME);
        } else if (row.status == Status.HELD && row.said.isEmpty()) {
            var question = row.state.question();
            if (question != null) {
                answer(row, question.choices());
            }
        }
    }

    private void answer(Database.Row row, List<Choice> choices) {
        if (choices.contains(Choice.APPLIED)) {
            say(row, world.checker().verify() == 0 ? Choice.APPLIED : Choice.NOT_APPLIED);
            return;
        }
        if (choices.contains(Choice.RETRY) && retries.merge(row.number, 1, Integer::sum) < 3) {
            say(row, Choice.RETRY);
            return;
        }
        var others = choices.stream().filter(c -> c != Choice.RETRY).toList();
        say(row, others.get(random.nextInt(others.size())));
    }
}
