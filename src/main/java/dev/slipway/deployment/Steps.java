package dev.slipway.deployment;

/** Names of steps: stored in the history, shown to people, never changed once released. */
public final class Steps {
    public static final String PREFLIGHT = "preflight";
    public static final String DELIVER = "deliver";
    public static final String PREPARE = "prepare: ";
    public static final String MIGRATE = "migrate: ";
    public static final String DRAIN = "drain";
    public static final String ACTIVATE = "activate";
    public static final String RUN = "run: ";
    public static final String HEALTH = "health";
    public static final String ADMIT = "admit";
    public static final String SETTLE = "settle";
    public static final String UNDO = "undo";
    public static final String PRUNE = "prune";

    /** Not a step: how a fact about a member's weight begins; its balancer's name follows. */
    public static final String WEIGHT = "weight:";

    private Steps() {}
}
