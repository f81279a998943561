package dev.slipway.node;

import dev.slipway.fleet.Failure;

/** A node did not do what was asked. */
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of failure, for the engine's decision about trying again. */
    public enum Kind {
        /** No answer: the connection could not be made, or was lost. The act may or may not have happened. */
        NO_ANSWER,
        /** The node answered and refused or failed. Trying again changes nothing. */
        REFUSED,
        /** The host key is not the pinned one, or none is pinned. */
        HOST_KEY,
        /** The login was refused. Not tried again, so that no account is locked. */
        LOGIN,
        /** A newer owner has been on this node: whoever gets this must stop. */
        FENCED,
        /** Another installation of Slipway drove this node last. */
        FOREIGN
    }

    private final transient Failure failure;
    private final Kind kind;
    private final long seenEpoch;

    /** A failure of this kind. */
    public NodeException(Kind kind, Failure failure) {
        this(kind, failure, 0);
    }

    private NodeException(Kind kind, Failure failure, long seenEpoch) {
        super(failure.sentence());
        this.kind = kind;
        this.failure = failure;
        this.seenEpoch = seenEpoch;
    }

    /** The node has seen this epoch and obeys no lower one. */
    public static NodeException fenced(Failure failure, long seenEpoch) {
        return new NodeException(Kind.FENCED, failure, seenEpoch);
    }

    /** The same failure, for another caller. */
    public NodeException again() {
        return new NodeException(kind, failure, seenEpoch);
    }

    /** What to tell a person. */
    public Failure failure() {
        return failure;
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /**
     * The highest epoch that the node has seen in this scope; 0 unless it is {@link Kind#FENCED}. One that was never
     * given out says that the database was restored from a backup; else a newer owner acted.
     */
    public long seenEpoch() {
        return seenEpoch;
    }
}
