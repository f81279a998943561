package dev.slipway.balancer.nginx;

import dev.slipway.balancer.BalancerException;

/**
 * What the exit status of a script means, where the script says less than a person needs.
 *
 * @param next what to do
 * @param passing whether trying again may help
 */
record Refusal(String what, String next, boolean passing) {
    /** The file or the workers are not those that were seen. */
    static final int CHANGED = 70;

    static Refusal look(int status) {
        return switch (status) {
            case 65 -> new Refusal("", "Write the file itself into file: of the fleet document", false);
            case 66 -> new Refusal("", "Let the login read this file, or mend file: of the fleet document", false);
            case 67 ->
                new Refusal("", "See that nginx runs and that pidFile: of the fleet document names its file", true);
            default -> unknown(status);
        };
    }

    static Refusal apply(int status) {
        return switch (status) {
            case 71 ->
                new Refusal(
                        "the test of the configuration failed, and the file is as it was: ",
                        "Mend what it names (sudo needs a rule without a password for this command), then retry",
                        false);
            case 72 ->
                new Refusal(
                        "the reload failed, and the file is as it was: ",
                        "Mend what it names (sudo needs a rule without a password for this command), then retry",
                        false);
            case 73 -> new Refusal("", "Let the login write to the folder of this file", false);
            case 74 ->
                new Refusal(
                        "nginx did not take the new file in time: ",
                        "Look into nginx's error log: a reload may fail after its command has ended",
                        true);
            case 75 ->
                new Refusal(
                        "another change of this file is under way: ",
                        "If it lasts, remove the hidden file that ends in .slipway-lock beside it",
                        true);
            case 76 -> new Refusal("the command was cut off on its way: ", "Nothing: it is tried again", true);
            default -> unknown(status);
        };
    }

    private static Refusal unknown(int status) {
        return new Refusal("exit " + status + ": ", "See that the login has sh, ps, awk, cksum and stat", status > 128);
    }

    BalancerException failure(String tried, String balancer, String said) {
        return BalancerException.of(balancer, tried, what + said, next, passing);
    }
}
