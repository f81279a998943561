package dev.slipway.dashboard;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Heard;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.engine.Deployments.Word;
import dev.slipway.engine.Overrides;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Actions carried out by the engine. */
@ApplicationScoped
class EngineActions implements Actions {
    private final Deployments deployments;
    private final Overrides overrides;

    EngineActions(Deployments deployments, Overrides overrides) {
        this.deployments = deployments;
        this.overrides = overrides;
    }

    @Override
    public long deploy(Wish wish) throws ActionRefused {
        var request =
                new Request(Kind.DEPLOY, wish.fleet(), wish.release(), wish.by(), wish.reason(), null).at(wish.at());
        return begin(wish.override() ? request.overriding() : request);
    }

    @Override
    public void override(long deployment, String reason, String by) throws ActionRefused {
        try {
            heard(overrides.override(deployment, by, reason));
        } catch (JournalUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public long rollBack(String fleet, String to, @Nullable String reason, String by) throws ActionRefused {
        return begin(new Request(Kind.ROLLBACK, fleet, to, by, reason, null));
    }

    private long begin(Request request) throws ActionRefused {
        try {
            return switch (deployments.request(request)) {
                case Requested.Accepted accepted -> accepted.number();
                case Requested.UnknownFleet unknown -> throw new ActionRefused("No such fleet", unknown.detail());
                case Requested.UnknownRelease unknown -> throw new ActionRefused("No such release", unknown.detail());
                case Requested.OnHold held -> throw new ActionRefused("The fleet is on hold", held.detail());
                case Requested.WrongTime wrong -> throw new ActionRefused("Not at that time", wrong.detail());
                case Requested.KeyReused reused -> throw new ActionRefused("Asked twice", reused.detail());
            };
        } catch (JournalUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public void decide(long deployment, String choice, @Nullable String question, @Nullable String node, String by)
            throws ActionRefused {
        Choice word;
        try {
            word = Choice.valueOf(choice.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ActionRefused("Not an action", "\"" + choice + "\" is nothing that a deployment can be told");
        }
        tell(deployment, new Word(word, question, node, by, null));
    }

    @Override
    public void approve(long deployment, @Nullable String subject, @Nullable String reason, String by)
            throws ActionRefused {
        tell(deployment, new Word(Choice.APPROVE, subject, null, by, reason));
    }

    @Override
    public void refuse(long deployment, @Nullable String subject, @Nullable String reason, String by)
            throws ActionRefused {
        tell(deployment, new Word(Choice.REFUSE, subject, null, by, reason));
    }

    private void tell(long deployment, Word word) throws ActionRefused {
        try {
            heard(deployments.tell(deployment, word));
        } catch (JournalUnavailable e) {
            throw unavailable(e);
        }
    }

    private static void heard(Heard heard) throws ActionRefused {
        switch (heard) {
            case Heard.Yes _ -> {}
            case Heard.Unknown unknown -> throw new ActionRefused("No such deployment", unknown.detail());
            case Heard.NotYou notYou -> throw new ActionRefused("Not by you", notYou.detail());
            case Heard.NotNow notNow -> throw new ActionRefused("Not now", notNow.detail());
        }
    }

    private static ActionRefused unavailable(JournalUnavailable e) {
        return new ActionRefused("The database does not answer", e.getMessage() + ". Nothing was begun; try again");
    }
}
