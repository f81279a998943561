package dev.slipway.fleet;

import dev.slipway.secret.Secret;
import java.util.Arrays;
import java.util.List;
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

    /** Everything that must not be seen, also with the quotes and escapes that it is written with. */
    public List<Secret> secrets() {
        return dotenv().values().stream()
                .flatMap(value -> value.forms().stream())
                .map(Secret::of)
                .toList();
    }

    Dotenv dotenv() {
        return Dotenv.parse(text.reveal());
    }
}
