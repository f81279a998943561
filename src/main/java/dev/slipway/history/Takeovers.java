package dev.slipway.history;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When another run of Slipway went on with a deployment that the one before did not finish. */
final class Takeovers {
    private Takeovers() {}

    /** The newest one; null: there was none. Taking up again what waited for a person is none. */
    static @Nullable Instant newest(List<Entry> entries) {
        Instant newest = null;
        var owned = false;
        var waited = false;
        for (var entry : entries) {
            switch (entry.event()) {
                case Event.Owned _ -> {
                    if (owned && !waited) {
                        newest = entry.at();
                    }
                    owned = true;
                    waited = false;
                }
                case Event.Paused _, Event.Held _, Event.ApprovalAsked _ -> waited = true;
                case Event.Told _, Event.Overridden _ -> {
                    // What a person says does not end the waiting; the next owner does.
                }
                case Event.Queued _,
                        Event.Planned _,
                        Event.StepStarted _,
                        Event.StepDone _,
                        Event.StepFailed _,
                        Event.LeavesRotation _,
                        Event.BackInRotation _,
                        Event.Output _,
                        Event.RollingBack _,
                        Event.Finished _ -> waited = false;
            }
        }
        return newest;
    }
}
