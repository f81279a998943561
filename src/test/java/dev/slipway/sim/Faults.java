package dev.slipway.sim;

import dev.slipway.deployment.Event;
import dev.slipway.fleet.Failure;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What goes wrong on the way, drawn from the seed, until the faults are over. */
final class Faults {
    private final Random random;
    private final Scenario scenario;
    private BiConsumer<Machine, List<Event>> witness = (machine, events) -> {};
    private int crashAfter;
    private boolean over;

    Faults(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.random = new Random(seed ^ 0x5eedL);
        this.crashAfter = scenario.crashAfterWrite();
    }

    void end() {
        over = true;
    }

    boolean over() {
        return over;
    }

    private boolean happens(double share) {
        return !over && scenario.noise() > 0 && random.nextDouble() < share * scenario.noise();
    }

    /** How long a message takes. */
    Duration travel() {
        return happens(0.01)
                ? Duration.ofMillis(random.nextInt(100, 4_000))
                : Duration.ofNanos(random.nextInt(2_000_000));
    }

    boolean databaseAnswerLost() {
        return happens(0.003);
    }

    /** Told each write of the engine, before its writer hears that it is done. */
    void witness(BiConsumer<Machine, List<Event>> scripted) {
        witness = scripted;
    }

    /** Counts the engine's writes; kills the machine right after the one that the scenario names. */
    void afterWrite(Machine machine, List<Event> events) {
        witness.accept(machine, events);
        if (crashAfter > 0 && --crashAfter == 0) {
            machine.world().killed(machine);
        }
    }

    enum Lost {
        NEITHER,
        REQUEST,
        ANSWER
    }

    Lost onNode() {
        return !happens(0.03) ? Lost.NEITHER : random.nextBoolean() ? Lost.REQUEST : Lost.ANSWER;
    }

    Lost onBalancer() {
        return !happens(0.03) ? Lost.NEITHER : random.nextBoolean() ? Lost.REQUEST : Lost.ANSWER;
    }

    /** A visitor who stays longer than a drain waits. */
    boolean longVisit() {
        return happens(0.02);
    }

    boolean probeFails() {
        return happens(0.05);
    }

    /** How long something takes that people measure. */
    Duration between(int leastMillis, int mostMillis) {
        return Duration.ofMillis(random.nextInt(leastMillis, mostMillis));
    }

    static NodeException noAnswer(String node, String verb) {
        return new NodeException(NodeException.Kind.NO_ANSWER, failure(node, verb, "no answer"));
    }

    static Failure failure(@Nullable String node, String tried, String answered) {
        return new Failure(Failure.Category.NODE, node, tried, answered, "nothing: it is simulated");
    }
}
