package dev.slipway.dashboard;

import jakarta.enterprise.context.RequestScoped;

/** Who looks at a page: the name to act under, and the token that its forms must bring back. */
@RequestScoped
class Visitor {
    private String token = "";
    private String name = "dashboard";

    void arrive(String token, String name) {
        this.token = token;
        this.name = name;
    }

    String token() {
        return token;
    }

    String name() {
        return name;
    }
}
