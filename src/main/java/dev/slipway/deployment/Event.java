package dev.slipway.deployment;

import dev.slipway.fleet.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fact in a deployment's journal. Names and fields are stored: they never change once released. */
public sealed interface Event {
    /**
     * It was asked for.
     *
     * @param nodes the only nodes that it is about; null: all that the kind concerns
     * @param force whether a person wants it whatever then stays in service; null: no
     * @param notBefore when it begins at the earliest; null: as soon as it can
     */
    record Queued(
            Kind kind,
            String fleet,
            String release,
            String by,
            @Nullable String reason,
            @Nullable List<String> nodes,
            @Nullable Boolean force,
            @Nullable Instant notBefore)
            implements Event {
        /** As soon as it can, with respect for the capacity floor. */
        public Queued(
                Kind kind,
                String fleet,
                String release,
                String by,
                @Nullable String reason,
                @Nullable List<String> nodes) {
            this(kind, fleet, release, by, reason, nodes, null, null);
        }
    }

    /**
     * It may not begin, or not go on to begin, before so many people said yes: each by {@link Told} with
     * {@link Choice#APPROVE}. What was said before counts no more.
     *
     * @param subject stands for what would run
     * @param again why it is asked for another time; null: it is the first
     */
    record ApprovalAsked(
            String subject,
            int required,
            boolean fourEyes,
            Instant until,
            @Nullable String again) implements Event {}

    /**
     * It begins in spite of what would have made it wait.
     *
     * @param what the hold, the freeze or the window, in words
     * @param by who may do that, and did
     */
    record Overridden(String what, String by, String reason) implements Event {}

    /** An instance took ownership, under a new epoch. */
    record Owned(String instance) implements Event {}

    /** What it will do. */
    record Planned(Plan plan) implements Event {}

    /** The intent; written before anything is done. */
    record StepStarted(String node, String step, int attempt) implements Event {}

    /**
     * The outcome of a step that the node is right after.
     *
     * @param facts what it found or proved: {@code current}, {@code running}, {@code exitCode}, {@code rotation}
     */
    record StepDone(String node, String step, int attempt, String detail, Map<String, String> facts) implements Event {
        public StepDone {
            facts = Map.copyOf(facts);
        }
    }

    /** The outcome of a step that did not succeed. */
    record StepFailed(String node, String step, int attempt, Failure why, Sort sort) implements Event {}

    /** What sort of failure decides what follows. */
    enum Sort {
        /** The node did not get there: put it back, then the strategy's {@code onFailure}. */
        ORDINARY,
        /** The floor forbade it, and nothing was done: hold. */
        CAPACITY,
        /** A migration's outcome cannot be known: ask. */
        UNKNOWN,
        /** A migration of this release failed before, in another deployment: ask. */
        FAILED_BEFORE,
        /** A person moved it meanwhile, and is not contradicted: ask. */
        BY_HAND
    }

    /**
     * Written before a node's first drain command.
     *
     * @param wasIn its balancers in which it was in service, or failing on its own; those are ours to put back
     */
    record LeavesRotation(String node, List<String> wasIn) implements Event {
        public LeavesRotation {
            wasIn = List.copyOf(wasIn);
        }
    }

    /** Its balancers say that it is in service again. */
    record BackInRotation(String node) implements Event {}

    /**
     * Lines were added to the log.
     *
     * @param upTo how far the output of the step's jobs is in the log with them; null: no job's output is among them
     */
    record Output(
            String node,
            String step,
            long fromLine,
            int lines,
            @Nullable List<LogPosition> upTo) implements Event {}

    /** A person said something. */
    record Told(
            Choice choice,
            @Nullable String question,
            @Nullable String node,
            String by,
            @Nullable String reason) implements Event {}

    /** It stopped where a person asked it to. */
    record Paused() implements Event {}

    /** It stopped itself and asks. */
    record Held(Question question) implements Event {}

    /** From here on, switched nodes go back. */
    record RollingBack(String why) implements Event {}

    /** It is over. */
    record Finished(Status status, @Nullable String reason) implements Event {}
}
