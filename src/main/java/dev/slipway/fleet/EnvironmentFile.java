package dev.slipway.fleet;

import dev.slipway.secret.Secret;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of {@code NAME=value} lines that a release finds in its folder.
 *
 * @param path relative to the release
 * @param text as it was put, and as it is written to nodes
 */
public record EnvironmentFile(String path, Secret text) {
    /** What a path must be, for whoever wrote another one. */
    public static final String PATH_RULE = "must be a relative path of letters, digits and . _ - /, without empty, . or"
            + " .. parts, not beginning with -, and of at most 200 characters";

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._/-]{1,200}");

    /** Whether a file may have this path. */
    public static boolean mayBeAt(String path) {
        var parts = Arrays.asList(path.split("/", -1));
        return PATH.matcher(path).matches()
                && !path.startsWith("-")
                && !parts.contains("")
                && !parts.contains(".")
                && !parts.contains("..");
    }

    /** The variables in the order of the file. */
    public List<String> names() {
        return dotenv().values().stream().map(Dotenv.Value::name).toList();
    }

    /** Why the values of some variables are not masked, by their names; those of all others are. */
    public Map<String, String> notMasked() {
        var read = dotenv();
        var reasons = new LinkedHashMap<String, String>();
        for (var value : read.values()) {
            Openness.why(value, read.open()).ifPresent(why -> reasons.put(value.name(), why));
        }
        return reasons;
    }

    /** Everything that must not be seen, also with the quotes and escapes that it is written with. */
    public List<Secret> secrets() {
        var read = dotenv();
        return read.values().stream()
                .filter(value -> Openness.why(value, read.open()).isEmpty())
                .flatMap(value -> value.forms().stream())
                .map(Secret::of)
                .toList();
    }

    Dotenv dotenv() {
        return Dotenv.parse(text.reveal());
    }
}
