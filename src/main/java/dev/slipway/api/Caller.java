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

    /** E.g. {@code token:bootstrap} or {@code mira}. */
    public String name() {
        return present.who() instanceof Who.Anybody ? "api" : present.who().label();
    }
}
