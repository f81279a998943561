package dev.slipway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is trusted with, on one fleet or on all. Every role can look; only the administrator can do all. */
public enum Role {
    /** Looks. */
    VIEWER("looks at everything, changes nothing"),
    /** Brings releases to a fleet. */
    DEPLOYER("uploads, deploys, rolls back, answers a held deployment"),
    /** Says yes to what a deployer asks. */
    APPROVER("approves deployments, and lets one begin in spite of a hold or a window"),
    /** Cares for the servers. */
    OPERATOR("takes servers out and in, holds fleets, accepts host keys, answers a held deployment, rolls back"),
    /** Does everything. */
    ADMIN("everything, also fleets, keys, people and tokens");

    private final String means;

    Role(String means) {
        this.means = means;
    }

    /** As it is stored and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it allows, for the form where it is chosen. */
    public String means() {
        return means;
    }

    /** The role of this word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
