package dev.slipway.dashboard;

import dev.slipway.access.SingleSignOn.Refused;

/**
 * A sign-in that came to nothing, in words for the person who tried.
 *
 * @param status of the answer
 */
record SsoWords(int status, String title, String detail) {
    static SsoWords of(Refused why, String provider) {
        return switch (why) {
            case AWAY ->
                new SsoWords(
                        503,
                        "The provider does not answer",
                        "Slipway asked " + provider + " and got no usable answer. Try again in a moment; who has a"
                                + " password here can sign in with that.");
            case DECLINED ->
                new SsoWords(
                        403,
                        "The sign-in was refused there",
                        "It was cancelled at " + provider + ", or " + provider
                                + " does not let you into Slipway. Try again, or ask who looks after " + provider
                                + " whether you may.");
            case SETTINGS ->
                new SsoWords(
                        502,
                        "Slipway and the provider do not fit together",
                        "You can do nothing about it: something is set wrongly here or at " + provider
                                + ". Tell an administrator; the log of Slipway says what.");
            case CLOCK ->
                new SsoWords(
                        502,
                        "The clocks differ",
                        "What " + provider + " signed is not of this moment. Try again; if it stays so, tell an"
                                + " administrator that the clock of Slipway or of " + provider + " is off.");
            case FORGED ->
                new SsoWords(
                        403,
                        "That did not come from the provider",
                        "What came back was not signed by " + provider + " for this sign-in, so nobody was signed in."
                                + " Begin again here; if it stays so, tell an administrator.");
            case OUT_OF_DATE ->
                new SsoWords(
                        400,
                        "This sign-in is out of date",
                        "It was begun in another browser or more than ten minutes ago, or it came back before. Begin"
                                + " again here. Cookies must be allowed.");
            case STRANGER ->
                new SsoWords(
                        403,
                        "You are not known here",
                        provider + " knows who you are, but nobody has let you into this Slipway. Ask an administrator"
                                + " for an invitation, or for a group that has a role here.");
            case DISABLED ->
                new SsoWords(
                        403, "Your account is disabled", "An administrator has disabled it, and can enable it again.");
            case LINK_OVER ->
                new SsoWords(
                        410,
                        "This link is over",
                        "It was used, it is older than a day, or a newer one took its place. An administrator makes"
                                + " another at People.");
            case TAKEN ->
                new SsoWords(
                        409,
                        "You have an account here already",
                        "Sign in with " + provider + " without the link. To have this account instead, an administrator"
                                + " removes the other one first.");
            case LAST_ADMIN ->
                new SsoWords(
                        409,
                        "This account needs a password",
                        "It is the last administrator's, who must be able to come in while " + provider
                                + " does not answer. Open the link again and choose a password.");
            case SOMEBODY_ELSE ->
                new SsoWords(
                        403,
                        "Somebody else came back",
                        "At " + provider + " another person signed in than the one who is signed in here. Nothing was"
                                + " changed.");
            case NOT_ASKED ->
                new SsoWords(
                        403,
                        "The provider did not ask again",
                        provider + " sent you back without asking who you are, so what you wanted stays closed. Sign"
                                + " out there and try again; if it stays so, tell an administrator.");
        };
    }
}
