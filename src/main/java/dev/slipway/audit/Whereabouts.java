package dev.slipway.audit;

import jakarta.enterprise.context.RequestScoped;

/** Where the present request comes from. */
@RequestScoped
public class Whereabouts {
    private String address = "";

    /** The address that the request came from. */
    public void from(String address) {
        this.address = address;
    }

    /** An IP address, or empty. */
    public String address() {
        return address;
    }
}
