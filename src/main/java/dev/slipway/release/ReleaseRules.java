package dev.slipway.release;

import dev.slipway.fleet.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be said of a release. */
final class ReleaseRules {
    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");
    private static final int MAX_COMMIT = 200;
    private static final int MAX_AUTHOR = 200;
    private static final int MAX_NOTES = 20_000;

    private ReleaseRules() {}

    static void check(String application, NewRelease meta) throws BadRelease {
        List<Mistake> mistakes = new ArrayList<>();
        if (!APPLICATION.matcher(application).matches()) {
            mistakes.add(mistake(
                    "application",
                    "must begin with a letter or digit and go on with letters, digits, \".\", \"_\" or \"-\", at most 63"
                            + " characters"));
        }
        if (!VERSION.matcher(meta.version()).matches()) {
            mistakes.add(mistake(
                    "version",
                    "must begin with a letter or digit and go on with letters, digits, \".\", \"_\", \"+\" or \"-\", at"
                            + " most 100 characters; it names a folder on the nodes"));
        }
        if (meta.author().isBlank()) {
            mistakes.add(mistake("author", "must not be empty"));
        }
        line(mistakes, "author", meta.author(), MAX_AUTHOR);
        line(mistakes, "commit", meta.commit(), MAX_COMMIT);
        String notes = meta.notes();
        if (notes != null && (notes.length() > MAX_NOTES || notes.indexOf('\0') >= 0)) {
            mistakes.add(mistake("notes", "must be text of at most " + MAX_NOTES + " characters"));
        }
        if (!mistakes.isEmpty()) {
            throw new BadRelease(mistakes);
        }
    }

    private static void line(List<Mistake> mistakes, String field, @Nullable String text, int most) {
        if (text != null && (text.length() > most || text.chars().anyMatch(Character::isISOControl))) {
            mistakes.add(mistake(field, "must be one line of at most " + most + " characters"));
        }
    }

    private static Mistake mistake(String field, String problem) {
        return new Mistake(0, field, problem);
    }
}
