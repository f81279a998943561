package dev.slipway.history;

import dev.slipway.deployment.Approval;
import dev.slipway.deployment.Event.Overridden;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as people and other programs read it; its JSON is part of the fixed outside interface.
 *
 * @param url path of its page, {@code /deployments/412}
 * @param status in lower case, e.g. {@code switching}
 * @param queuedBehind the number of the deployment it waits for; null when it does not
 * @param journalNumber the newest journal entry that this view holds; live streams go on after it
 * @param wave nodes out of rotation together
 * @param floor members that stay in service in each pool; 0: no floor
 * @param checked what is proved and what is not checked, in words
 * @param takenOverAt when another run of Slipway went on with it, the last time; null: none had to
 * @param approval what it must hear, or had to, before it begins; null: it need not ask
 * @param notBefore when it begins at the earliest, as whoever asked for it wants; null: as soon as it can
 * @param stop why it does not begin though its turn may have come; null: nothing of the kind
 * @param overridden who let it begin in spite of a hold, a freeze or a window; null: nobody did
 */
public record DeploymentView(
        long number,
        String url,
        String fleet,
        String application,
        String environment,
        String kind,
        String release,
        @Nullable String previousRelease,
        String status,
        @Nullable String statusReason,
        @Nullable Long queuedBehind,
        String startedBy,
        @Nullable String reason,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Migration migration,
        List<Node> nodes,
        @Nullable Question question,
        long journalNumber,
        int wave,
        int floor,
        List<String> checked,
        @Nullable Instant takenOverAt,
        @Nullable Approval approval,
        @Nullable Instant notBefore,
        @Nullable Stop stop,
        @Nullable Overridden overridden) {

    public DeploymentView {
        nodes = List.copyOf(nodes);
        checked = List.copyOf(checked);
    }

    /** A deployment that nobody has to approve. */
    public DeploymentView(
            long number,
            String url,
            String fleet,
            String application,
            String environment,
            String kind,
            String release,
            @Nullable String previousRelease,
            String status,
            @Nullable String statusReason,
            @Nullable Long queuedBehind,
            String startedBy,
            @Nullable String reason,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Migration migration,
            List<Node> nodes,
            @Nullable Question question,
            long journalNumber,
            int wave,
            int floor,
            List<String> checked,
            @Nullable Instant takenOverAt) {
        this(
                number,
                url,
                fleet,
                application,
                environment,
                kind,
                release,
                previousRelease,
                status,
                statusReason,
                queuedBehind,
                startedBy,
                reason,
                queuedAt,
                startedAt,
                finishedAt,
                migration,
                nodes,
                question,
                journalNumber,
                wave,
                floor,
                checked,
                takenOverAt,
                null,
                null,
                null,
                null);
    }

    /** Whether nothing more will happen. */
    public boolean over() {
        return finishedAt != null;
    }

    /**
     * The migration of a deployment.
     *
     * @param state {@code not_started}, {@code started}, {@code succeeded}, {@code failed} or {@code unknown}
     */
    public record Migration(
            String state, @Nullable String node, @Nullable Integer exitCode) {}

    /**
     * One node.
     *
     * @param state {@code waiting}, {@code staging}, {@code staged}, {@code switching}, {@code done}, {@code undone},
     *     {@code skipped} or {@code failed}
     * @param release what {@code current} points to; null when there is none
     * @param runningRelease what the process answered; null: not checked
     * @param rotation {@code in}, {@code draining}, {@code out}, {@code failing} or {@code unknown}
     * @param outOfRotationSeconds null until it left rotation
     * @param problem why it failed, in one sentence; null when it did not
     */
    public record Node(
            String name,
            String state,
            @Nullable String release,
            @Nullable String previousRelease,
            @Nullable String runningRelease,
            String rotation,
            @Nullable Double outOfRotationSeconds,
            @Nullable String problem,
            List<Step> steps) {
        public Node {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One attempt at a step.
     *
     * @param outcome {@code running}, {@code done} or {@code failed}
     * @param seconds so far, or in the end
     */
    public record Step(
            String name,
            int attempt,
            String outcome,
            Instant startedAt,
            double seconds,
            @Nullable String detail) {}

    /**
     * What a held deployment asks.
     *
     * @param choices of {@code retry}, {@code skip}, {@code rollback}, {@code cancel}, {@code applied},
     *     {@code not_applied}, {@code abort}
     */
    public record Question(String id, String text, @Nullable String node, List<String> choices) {
        public Question {
            choices = List.copyOf(choices);
        }
    }
}
