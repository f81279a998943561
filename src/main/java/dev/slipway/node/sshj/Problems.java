package dev.slipway.node.sshj;

import dev.slipway.fleet.Failure;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;

/** Puts what went wrong on one node into words. */
record Problems(String node) {
    /** As every C library says it without a locale. */
    static final String NO_SPACE = "o space left on device";

    NodeException noAnswer(String tried, String answered) {
        return problem(
                Kind.NO_ANSWER,
                Failure.Category.NODE,
                tried,
                answered,
                "Check that the server is up and " + "reachable over SSH from here, then retry.");
    }

    NodeException refused(String tried, String answered, String next) {
        return problem(Kind.REFUSED, Failure.Category.NODE, tried, answered, next);
    }

    NodeException user(String tried, String answered, String next) {
        return problem(Kind.REFUSED, Failure.Category.USER, tried, answered, next);
    }

    NodeException problem(Kind kind, Failure.Category category, String tried, String answered, String next) {
        return new NodeException(kind, new Failure(category, node, tried, answered, next));
    }

    /** What the helper's word for a refusal means. */
    NodeException said(String tried, String error) {
        int space = error.indexOf(' ');
        String word = space < 0 ? error : error.substring(0, space);
        String rest = space < 0 ? "" : error.substring(space + 1);
        return switch (word) {
            case "FENCED" ->
                NodeException.fenced(
                        new Failure(
                                Failure.Category.OURS,
                                node,
                                tried,
                                "a newer owner has been here (" + rest + ")",
                                "Nothing: another instance of Slipway goes on with this deployment."),
                        epoch(rest));
            case "FOREIGN" -> foreign(tried, rest);
            case "BUSY" -> noAnswer(tried, "another command held the node's lock for too long");
            case "GONE" -> noAnswer(tried, "the temporary folder of the delivery is gone");
            case "CUT" -> noAnswer(tried, "the command was cut off on its way");
            case "NOSHARED" ->
                user(
                        tried,
                        "the shared file " + rest + " does not exist on the node",
                        "Create " + rest + " on the node, or take it out of the pipeline's shared files.");
            case "SHARED" -> user(tried, rest, "Share a path that is not below a link of the release.");
            case "LINKED" ->
                user(tried, rest + " lies below a link of the release", "Choose a path that is not below a link.");
            case "FOLDER" ->
                user(tried, "the release has a folder at " + rest, "Choose another path, or mend the release.");
            case "NORELEASE" -> refused(tried, "release " + rest + " is not on the node", "Deliver it first.");
            case "NOTLINK" ->
                user(tried, rest + " is a file or folder, not a link", "Move " + rest + " away on the node.");
            case "DIFFERS" ->
                user(
                        tried,
                        "the node has other bytes under this version (" + rest + ")",
                        "Give the release a new version.");
            case "VERIFY" ->
                refused(tried, "verification failed: " + rest, "Deliver again; if it repeats, check the node's disk.");
            case "UNPACK" ->
                refused(tried, "tar failed: " + rest, "Check the node's disk space and that tar and gzip are there.");
            case "FULL" -> full(tried, rest);
            case "READONLY" ->
                refused(
                        tried,
                        "the file system of " + rest + " is read-only",
                        "Find out why (a failing disk is often the reason), mend it, then retry.");
            case "WRITE" -> refused(tried, "cannot write " + rest, "Check owner and mode of that folder on the node.");
            case "NOTOVER" -> refused(tried, "the job is not over: " + rest, "Wait for its end, or cancel it.");
            case "CONFLICT" ->
                problem(
                        Kind.REFUSED,
                        Failure.Category.OURS,
                        tried,
                        "this job id already stands for another script",
                        "Report this as a bug of Slipway.");
            case "NOPROCESS" -> refused(tried, "there is no such process", "Check whether the application runs.");
            default -> problem(Kind.REFUSED, Failure.Category.OURS, tried, error, "Report this as a bug of Slipway.");
        };
    }

    private NodeException full(String tried, String where) {
        return refused(
                tried,
                "the node's disk is full: there is no room for " + where,
                "Free space (or inodes) on that file system of the node, then retry.");
    }

    private static long epoch(String token) {
        try {
            return Long.parseLong(token.substring(0, Math.max(0, token.indexOf('-'))));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    NodeException foreign(String tried, String installation) {
        return problem(
                Kind.FOREIGN,
                Failure.Category.USER,
                tried,
                "another installation of Slipway (" + installation + ") drove this node last",
                "If this installation shall drive it from now on, adopt the node.");
    }
}
