package dev.slipway.trigger;

/** What a message is, by the rules of its fleet. */
sealed interface Judgement {
    /** It begins nothing; the text says why. */
    record Ignored(String why) implements Judgement {}

    /** It begins a deployment, if nothing newer did and nothing holds the fleet. */
    record Fits(Wanted wanted) implements Judgement {}
}
