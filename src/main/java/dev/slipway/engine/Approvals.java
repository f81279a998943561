package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.Approval;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Hearing;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner.Planned;
import dev.slipway.deployment.Status;
import dev.slipway.engine.ApprovalTable.Told;
import dev.slipway.engine.Deployments.Heard;
import dev.slipway.engine.Deployments.Word;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Wakes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people say to deployments that wait for approval, and what becomes of those to which nobody says anything.
 *
 * <p>Nobody owns a deployment that has not begun, so there is no lease here and no task: each word is one transaction
 * that finds the deployment as it was looked at, or changes nothing. That is what makes its end one end.
 */
@ApplicationScoped
class Approvals {
    static final String SINCE = "The fleet asks for approval since";
    static final String CHANGED = "What would run has changed, so what was approved before counts no more";
    private static final String BY = "slipway:approvals";

    private final Journal journal;
    private final Catalogue catalogue;
    private final Queue queue;
    private final ApprovalTable table;
    private final Turns turns;
    private final Wakes wakes;
    private final Audit audit;

    Approvals(
            Journal journal,
            Catalogue catalogue,
            Queue queue,
            ApprovalTable table,
            Turns turns,
            Wakes wakes,
            Audit audit) {
        this.journal = journal;
        this.catalogue = catalogue;
        this.queue = queue;
        this.table = table;
        this.turns = turns;
        this.wakes = wakes;
        this.audit = audit;
    }

    /** What must be approved before this request may begin; null: nothing, or nobody can tell before its turn. */
    Event.@Nullable ApprovalAsked asked(Event.Queued request) throws JournalUnavailable {
        var plan = plan(request);
        return plan == null ? null : catalogue.approval(plan);
    }

    /** Says it; null when the deployment does not wait for approval, or not any more. */
    @Nullable Heard tell(long number, Word word) throws JournalUnavailable {
        while (true) {
            var before = ApprovalTable.Seen.of(journal.read(number, 0));
            if (before == null) {
                return null;
            }
            var heard = heard(number, before, word);
            if (heard != null) {
                return heard;
            }
        }
    }

    /** Null when somebody else was quicker, so that it must be looked at again. */
    private @Nullable Heard heard(long number, ApprovalTable.Seen before, Word word) throws JournalUnavailable {
        var state = before.state();
        if (word.choice() == Choice.APPROVE && askAgain(number, before)) {
            return new Heard.NotNow("What would run changed since it was asked for, so it waits anew; look again");
        }
        var objection = Hearing.objection(state, word.choice(), word.question(), word.node());
        if (objection != null) {
            return new Heard.NotNow(objection);
        }
        if (word.choice() == Choice.APPROVE) {
            var personal = before.approval().objection(state.request().by(), word.by());
            if (personal.isPresent()) {
                return refused(number, word, personal.get());
            }
        }
        var end = end(word);
        var told = new Event.Told(word.choice(), before.approval().subject(), null, word.by(), word.reason());
        var events = end == null ? List.<Event>of(told) : List.<Event>of(told, end);
        return switch (table.append(number, before, events, due(word.choice()), said(number, word))) {
            case WRITTEN -> {
                wake(number);
                yield new Heard.Yes();
            }
            case NOT_ITS_TIME -> new Heard.NotNow("The time for its approval ran out; ask for the deployment again");
            case SOMEBODY_WAS_QUICKER -> null;
        };
    }

    private Heard refused(long number, Word word, Approval.Objection objection) {
        if (!objection.forbidden()) {
            return new Heard.NotNow(objection.detail());
        }
        audit.record(word.by(), "access.refused", "deployment:" + number, objection.detail());
        return new Heard.NotYou(objection.detail());
    }

    /** What ends the deployment with this word; null: it goes on. */
    private static Event.@Nullable Finished end(Word word) {
        var how =
                switch (word.choice()) {
                    case REFUSE -> "refused by " + word.by();
                    case CANCEL -> "cancelled by " + word.by() + " while it waited for approval";
                    case APPROVE, PAUSE, RESUME, RETRY, SKIP, ROLLBACK, APPLIED, NOT_APPLIED, ABORT -> null;
                };
        return how == null
                ? null
                : new Event.Finished(Status.CANCELLED, how + (word.reason() == null ? "" : ": " + word.reason()));
    }

    private static Told due(Choice choice) {
        return choice == Choice.CANCEL ? Told.WHENEVER : Told.IN_TIME;
    }

    private static Change said(long number, Word word) {
        return Change.of(
                word.by(),
                "deployment." + word.choice().word(),
                "deployment:" + number,
                word.reason() == null ? "while it waited for approval" : word.reason());
    }

    /** Ends it if its time ran out; asks again if what would run is another thing now. */
    void look(ApprovalTable.Waiting waiting) throws JournalUnavailable {
        var number = waiting.number();
        var before = ApprovalTable.Seen.of(journal.read(number, 0));
        if (before == null) {
            return;
        }
        if (waiting.late()) {
            runOut(number, before);
        } else {
            askAgain(number, before);
        }
    }

    private void runOut(long number, ApprovalTable.Seen before) throws JournalUnavailable {
        var end = new Event.Finished(
                Status.CANCELLED,
                "approval ran out: " + before.approval().given().size() + " of "
                        + before.approval().required() + " came in time");
        var change = Change.of(BY, "deployment.approval-ran-out", "deployment:" + number, "it ended by itself");
        if (table.append(number, before, List.of(end), Told.TOO_LATE, change) == ApprovalTable.Outcome.WRITTEN) {
            wake(number);
        }
    }

    /** Whether what would run is not what people were asked about; then they are asked about that. */
    private boolean askAgain(long number, ApprovalTable.Seen before) throws JournalUnavailable {
        var plan = plan(before.state().request());
        if (plan == null) {
            return false; // it will say so at its turn
        }
        var subject = Subject.of(plan);
        var asked = before.approval();
        if (subject.equals(asked.subject())) {
            return false;
        }
        // Without a rule in the document that there is now, the one that it was asked under goes on.
        var rule = plan.fleet().approvals();
        var event = new Event.ApprovalAsked(
                subject,
                rule == null ? asked.required() : rule.required(),
                rule == null ? asked.fourEyes() : rule.fourEyes(),
                asked.until(),
                CHANGED);
        var change = Change.of(BY, "deployment.approval-void", "deployment:" + number, CHANGED);
        table.append(number, before, List.of(event), Told.WHENEVER, change);
        wakes.wake(number);
        return true;
    }

    private @Nullable Plan plan(Event.Queued request) throws JournalUnavailable {
        return catalogue.plan(request, queue.records(request.fleet())) instanceof Planned.Yes(var plan) ? plan : null;
    }

    private void wake(long number) throws JournalUnavailable {
        wakes.wake(number);
        turns.wakeDue();
    }
}
