package dev.slipway.api;

import dev.slipway.access.Present;
import dev.slipway.access.Who;
import jakarta.inject.Singleton;

/** Who makes the present request, as journals and the audit name them. */
@Singleton
public class Caller {
    private final Present present;

    Caller(Present present) {
        this.present = present;
    }

    /** Whether no person asked for it just now: a workflow's own token comes from a push, however it was pushed. */
    public boolean automatic() {
        return present.who() instanceof Who.Workflow;
    }

    /** E.g. {@code token:bootstrap} or {@code mira}. */
    public String name() {
        return present.who() instanceof Who.Anybody ? "api" : present.who().label();
    }
}
