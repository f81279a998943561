package dev.slipway.trigger;

import dev.slipway.engine.Deployments;
import dev.slipway.history.Journal.JournalUnavailable;

/** What came of a trigger, in words. */
final class Verdict {
    private Verdict() {}

    /** It began a deployment, which may have to wait. */
    static String begun(Deployments deployments, String release, long number) throws JournalUnavailable {
        var waits = deployments.waits(number);
        return "release " + release + ", deployment #" + number + (waits == null ? "" : ", which " + waits);
    }
}
