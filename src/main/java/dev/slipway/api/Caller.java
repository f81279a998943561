package dev.slipway.api;

import jakarta.inject.Singleton;

/** Who makes the present request, as journals and the audit name them. */
@Singleton
public class Caller {
    private final BootstrapToken token;

    Caller(BootstrapToken token) {
        this.token = token;
    }

    /** E.g. {@code token:bootstrap}. */
    public String name() {
        return token.wanted() ? "token:bootstrap" : "api";
    }
}
