package dev.slipway.pipeline;

import dev.slipway.pipeline.PipelineReader.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the paths below {@code shared/}: inside the release, and none inside another. */
final class SharedPaths {
    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");
    private static final int MAX_CHARACTERS = 1000;

    private final PipelineReader reader;
    private final Map<String, Value> taken = new LinkedHashMap<>();

    SharedPaths(PipelineReader reader) {
        this.reader = reader;
    }

    List<String> read(List<Value> values) {
        List<String> paths = new ArrayList<>();
        for (Value value : values) {
            String written = reader.text(value);
            if (written == null) {
                continue;
            }
            String path = TRAILING_SLASHES.matcher(written).replaceFirst("");
            String problem = problem(path);
            if (problem == null) {
                problem = collision(path);
            }
            if (problem != null) {
                reader.mistake(value, problem);
                continue;
            }
            taken.put(path, value);
            paths.add(path);
        }
        return paths;
    }

    private static @Nullable String problem(String path) {
        if (path.isEmpty() || path.startsWith("/")) {
            return "must be a path inside the release, without a \"/\" at its beginning";
        }
        if (path.length() > MAX_CHARACTERS) {
            return "must be at most " + MAX_CHARACTERS + " characters";
        }
        if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
            return "must not contain backslashes or control characters";
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return "must not contain \".\", \"..\" or empty parts";
            }
        }
        return null;
    }

    private @Nullable String collision(String path) {
        for (Map.Entry<String, Value> other : taken.entrySet()) {
            if (other.getKey().equals(path)) {
                return "is given already as " + other.getValue().path();
            }
            if (path.startsWith(other.getKey() + "/") || other.getKey().startsWith(path + "/")) {
                return "and \"" + other.getKey() + "\" lie in each other; share the outer one only";
            }
        }
        return null;
    }
}
