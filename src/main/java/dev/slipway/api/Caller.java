package dev.slipway.api;

import jakarta.enterprise.context.RequestScoped;

/** Who makes the present request, as the audit names them. */
@RequestScoped
public class Caller {
    private String name = "anonymous";

    /** E.g. {@code token:bootstrap}. */
    public String name() {
        return name;
    }

    void is(String who) {
        name = who;
    }
}
