package dev.slipway.trigger;

import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.engine.Holds;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Bringing.Brought;
import dev.slipway.trigger.Delivery.State;
import dev.slipway.trigger.DeliveryTable.Claimed;
import dev.slipway.trigger.Message.Unreadable;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is done about one message: judged by the fleet's rules, its release fetched, its deployment begun. Every part of
 * it may run twice, after a crash: a release that is there is found, and the delivery's number is the idempotency key.
 */
@Singleton
class Handling {
    /** How often what could not be had is tried for; GitHub may still be storing what it told of. */
    private static final int TRIES = 5;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);

    private final Sql sql;
    private final Fleets fleets;
    private final Holds holds;
    private final Deployments deployments;
    private final Bringing bringing;
    private final DeliveryTable table;

    Handling(Sql sql, Fleets fleets, Holds holds, Deployments deployments, Bringing bringing, DeliveryTable table) {
        this.sql = sql;
        this.fleets = fleets;
        this.holds = holds;
        this.deployments = deployments;
        this.bringing = bringing;
        this.table = table;
    }

    void of(Claimed claimed) throws JournalUnavailable {
        var delivery = claimed.delivery();
        var fleet = fleets.find(delivery.fleet());
        if (fleet.isEmpty()) {
            return; // it went away with its fleet
        }
        switch (judge(claimed)) {
            case Judgement.Ignored(String why) -> end(claimed, State.IGNORED, why);
            case Judgement.Fits(Wanted wanted) -> deploy(claimed, fleet.get(), wanted);
        }
    }

    private Judgement judge(Claimed claimed) {
        var delivery = claimed.delivery();
        try {
            return Judge.of(fleets.triggers(delivery.fleet()), delivery.event(), Message.read(claimed.payload()));
        } catch (Unreadable e) {
            return new Judgement.Ignored(String.valueOf(e.getMessage()));
        }
    }

    private void deploy(Claimed claimed, Fleet fleet, Wanted wanted) throws JournalUnavailable {
        var version = Bringing.version(wanted);
        if (version.isEmpty()) {
            end(
                    claimed,
                    State.REFUSED,
                    "no version can be made of the rule's "
                            + wanted.rule().version().text());
            return;
        }
        var objection = objection(claimed, wanted, version);
        if (objection != null) {
            end(claimed, State.REFUSED, objection);
            return;
        }
        switch (bringing.bring(fleet.application(), version, wanted)) {
            case Brought.There _ -> begin(claimed, wanted, version);
            case Brought.Never(String why) -> end(claimed, State.FAILED, why);
            case Brought.NotYet(String why) -> later(claimed, why);
        }
    }

    /** Asked before anything is fetched, and once more in {@link #begin}. */
    private @Nullable String objection(Claimed claimed, Wanted wanted, String version) throws JournalUnavailable {
        var delivery = claimed.delivery();
        var before = table.sameBefore(claimed);
        if (before != 0) {
            return "the very same message came before, as delivery " + before;
        }
        var held = holds.objectionToTrigger(delivery.fleet(), version);
        return held != null
                ? held
                : sql.<@Nullable String, RuntimeException>answer(
                        c -> Marks.objection(c, delivery.fleet(), wanted.place(), delivery.id()));
    }

    /** One message of a fleet after the other, so that of two the older one never comes second. */
    private void begin(Claimed claimed, Wanted wanted, String version) throws JournalUnavailable {
        var delivery = claimed.delivery();
        var request = new Request(
                Kind.DEPLOY,
                delivery.fleet(),
                version,
                wanted.by(),
                wanted.reason(),
                "webhook-delivery:" + delivery.id());
        sql.<Boolean, JournalUnavailable>answer(c -> {
            Marks.lock(c, delivery.fleet());
            var late = Marks.objection(c, delivery.fleet(), wanted.place(), delivery.id());
            if (late != null) {
                DeliveryTable.finish(c, delivery.id(), State.REFUSED, late, null);
                return false;
            }
            switch (deployments.trigger(request)) {
                case Requested.Accepted(long number) -> {
                    Marks.move(c, delivery.fleet(), wanted.place(), delivery.id());
                    DeliveryTable.finish(
                            c, delivery.id(), State.DEPLOYED, Verdict.begun(deployments, version, number), number);
                }
                case Requested.OnHold(String detail) ->
                    DeliveryTable.finish(c, delivery.id(), State.REFUSED, detail, null);
                case Requested.UnknownFleet(String detail) ->
                    DeliveryTable.finish(c, delivery.id(), State.FAILED, detail, null);
                case Requested.UnknownRelease(String detail) ->
                    DeliveryTable.finish(c, delivery.id(), State.FAILED, detail, null);
                case Requested.WrongTime(String detail) ->
                    DeliveryTable.finish(c, delivery.id(), State.FAILED, detail, null);
                case Requested.KeyReused(String detail) ->
                    DeliveryTable.finish(c, delivery.id(), State.FAILED, detail, null);
            }
            return true;
        });
    }

    /** After a fault of our own, which another try may not have. */
    void brokeOff(Claimed claimed) throws JournalUnavailable {
        later(claimed, "Slipway itself failed; its log says how");
    }

    private void later(Claimed claimed, String why) throws JournalUnavailable {
        var tries = claimed.delivery().attempts();
        if (tries >= TRIES) {
            end(claimed, State.FAILED, why + ". Tried " + tries + " times; send it again when that is mended");
            return;
        }
        var wait = FIRST_WAIT.multipliedBy(1L << (2 * (tries - 1)));
        table.later(claimed.delivery().id(), why + ". Tried again in " + wait.toSeconds() + " s", wait);
    }

    private void end(Claimed claimed, State state, String why) throws JournalUnavailable {
        table.finish(claimed.delivery().id(), state, why, null);
    }
}
