package dev.slipway.access;

import java.time.Instant;

/** Whoever makes the present request. */
public sealed interface Who {
    /** Nobody that we know. */
    record Nobody() implements Who {}

    /** Whoever reaches a Slipway that is open to all. */
    record Anybody() implements Who {}

    /**
     * A person who signed in.
     *
     * @param session number of the session
     * @param provedAt when password or second factor were last shown, or the provider last asked for them
     * @param secondFactor whether one is set up, or the provider asked for one
     * @param local whether password and second factor are kept here, and not by a provider
     */
    record Person(
            long id, String name, Grants grants, long session, Instant provedAt, boolean secondFactor, boolean local)
            implements Who {}

    /** A program that shows a token. */
    record Token(long id, String name, Grants grants) implements Who {}

    /**
     * A workflow that showed a token of its issuer.
     *
     * @param label e.g. {@code github:acme/shop#1873}
     * @param until when the token is over
     */
    record Workflow(String label, Grants grants, Instant until) implements Who {}

    /** As journals and the audit write it. */
    default String label() {
        return switch (this) {
            case Nobody _ -> "nobody";
            case Anybody _ -> "anybody";
            case Person person -> person.name();
            case Token token -> "token:" + token.name();
            case Workflow workflow -> workflow.label;
        };
    }

    /** What it may do. */
    default Grants grants() {
        return switch (this) {
            case Nobody _ -> Grants.NONE;
            case Anybody _ -> Grants.ALL;
            case Person person -> person.grants;
            case Token token -> token.grants;
            case Workflow workflow -> workflow.grants;
        };
    }
}
