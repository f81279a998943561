package dev.slipway.access;

import java.util.Set;

/** What can be done, and who may. Every call of the interface and every page names one. */
public enum Act {
    /** See a fleet and its deployments. */
    VIEW(Scope.FLEET, false, Role.VIEWER),
    /** Come in at all: lists show what one may see, and one's own account. */
    COME_IN(Scope.NONE, false, Role.VIEWER),
    /** Put a release into store. */
    UPLOAD(Scope.APPLICATION, false, Role.DEPLOYER),
    /** See an application's releases. */
    VIEW_RELEASES(Scope.APPLICATION, false, Role.VIEWER),
    /** Begin a deployment. */
    DEPLOY(Scope.FLEET, false, Role.DEPLOYER),
    /** Bring an earlier release back. */
    ROLL_BACK(Scope.FLEET, false, Role.DEPLOYER, Role.OPERATOR),
    /** Answer a deployment's question, pause it, end it. */
    DECIDE(Scope.FLEET, false, Role.DEPLOYER, Role.OPERATOR),
    /** Say yes to a deployment that waits for it. */
    APPROVE(Scope.FLEET, true, Role.APPROVER),
    /** Say no to it, which is as safe as it is quick. */
    REFUSE(Scope.FLEET, false, Role.APPROVER),
    /** Let a deployment begin in spite of a hold, a freeze or a window. */
    OVERRIDE(Scope.FLEET, false, Role.APPROVER),
    /** Look at connections to nodes and balancers. */
    CHECK(Scope.FLEET, false, Role.DEPLOYER, Role.OPERATOR),
    /** Take nodes out, put them in, adopt them, accept their host keys, freeze a fleet. */
    OPERATE(Scope.FLEET, false, Role.OPERATOR),
    /** Change a fleet's document. */
    CONFIGURE(Scope.FLEET, false, Role.ADMIN),
    /** See or change what is secret of a fleet. */
    SECRETS(Scope.FLEET, true, Role.ADMIN),
    /** See how far the setting up of fleets has come. */
    SEE_SET_UP(Scope.ALL, false, Role.ADMIN),
    /** Set up fleets step by step, with their keys. */
    SET_UP(Scope.ALL, true, Role.ADMIN),
    /** Change pipelines, which all fleets share. */
    PIPELINES(Scope.ALL, false, Role.ADMIN),
    /** See the names of keys, and of the secrets of notifications. */
    SEE_KEYS(Scope.ALL, false, Role.OPERATOR),
    /** Store, make or remove an SSH key, or a secret of notifications. */
    KEYS(Scope.ALL, true, Role.ADMIN),
    /** See which tokens there are. */
    SEE_TOKENS(Scope.ALL, false, Role.ADMIN),
    /** Make or revoke a token. */
    TOKENS(Scope.ALL, true, Role.ADMIN),
    /** See who there is. */
    SEE_PEOPLE(Scope.ALL, false, Role.ADMIN),
    /** Invite, change and disable people. */
    PEOPLE(Scope.ALL, true, Role.ADMIN),
    /** See what this installation is: versions, instances, limits. */
    SEE_ABOUT(Scope.ALL, false, Role.ADMIN),
    /** Read the audit. */
    AUDIT(Scope.ALL, false, Role.ADMIN),
    /** Change one's own password, second factor or sessions. */
    OWN_PROOF(Scope.NONE, true, Role.VIEWER);

    /** What an act is done to. */
    public enum Scope {
        /** Nothing that belongs to a fleet. */
        NONE,
        /** One fleet, or a deployment of it. */
        FLEET,
        /** An application: a role on any of its fleets counts. */
        APPLICATION,
        /** All fleets together: a role on some of them is not enough. */
        ALL
    }

    private final Scope scope;
    private final boolean freshProof;
    private final Role needs;
    private final Role also;

    Act(Scope scope, boolean freshProof, Role needs) {
        this(scope, freshProof, needs, needs);
    }

    Act(Scope scope, boolean freshProof, Role needs, Role also) {
        this.scope = scope;
        this.freshProof = freshProof;
        this.needs = needs;
        this.also = also;
    }

    /** What it is done to. */
    public Scope scope() {
        return scope;
    }

    /** Whether a person must have shown password or second factor in the last minutes. */
    public boolean freshProof() {
        return freshProof;
    }

    /** Whether it needs a person who is known by name: a token is no second pair of eyes, whatever its role. */
    public boolean personal() {
        return this == APPROVE;
    }

    /** The role to ask for, for whoever has none that allows it. */
    public Role needs() {
        return needs;
    }

    /** Whether one of these roles allows it; every role lets its holder look. */
    boolean allowedTo(Set<Role> roles) {
        return needs == Role.VIEWER
                ? !roles.isEmpty()
                : roles.contains(Role.ADMIN) || roles.contains(needs) || roles.contains(also);
    }
}
