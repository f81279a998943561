package dev.slipway.pipeline;

import dev.slipway.pipeline.Pipeline.Command;
import dev.slipway.pipeline.PipelineReader.Fields;
import dev.slipway.pipeline.PipelineReader.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads pipeline documents. Built-in, stored and in-place ones all come through here. */
public final class PipelineDocument {
    private static final List<String> FIELDS =
            List.of("pipeline", "tools", "shared", "prepare", "migrate", "activate", "finish");
    private static final List<String> COMMAND = List.of("name", "run", "timeout");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String BAD_NAME =
            "must begin with a lower-case letter or digit and go on with those and \"-\", at most 63 characters";
    private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}");
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MIGRATE_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final int MAX_NAME = 60;
    private static final int MAX_COMMANDS = 50;

    private final PipelineReader reader = new PipelineReader();

    private PipelineDocument() {}

    /** Reads a document that says its name. */
    public static Parsed parse(String text) {
        return new PipelineDocument().read(text, null);
    }

    /**
     * Reads a document that may leave out its name, because it is known from elsewhere.
     *
     * @param name the name it gets; saying another one in the document is a mistake
     */
    public static Parsed parse(String text, String name) {
        return new PipelineDocument().read(text, name);
    }

    private Parsed read(String text, @Nullable String expectedName) {
        Value document = reader.document(text);
        Fields fields = document == null ? null : reader.fields(document, FIELDS);
        if (fields == null) {
            return new Parsed.Wrong(reader.mistakes());
        }
        String name = name(fields, expectedName);
        List<String> tools = tools(fields);
        Shared shared = shared(fields);
        List<Command> prepare = commands(fields, "prepare", COMMAND);
        Command migrate = migrate(fields);
        List<Command> activate = commands(fields, "activate", COMMAND);
        List<Command> finish = commands(fields, "finish", List.of("name", "run", "timeout", "on"));
        if (name == null || !reader.mistakes().isEmpty()) {
            return new Parsed.Wrong(reader.mistakes());
        }
        return new Parsed.Sound(
                new Pipeline(name, tools, shared.folders(), shared.files(), prepare, migrate, activate, finish));
    }

    private record Shared(List<String> folders, List<String> files) {}

    private @Nullable String name(Fields fields, @Nullable String expected) {
        Value value = fields.get("pipeline");
        if (value == null && expected != null) {
            if (!NAME.matcher(expected).matches()) {
                reader.mistake(new Value(fields.owner().node(), "pipeline"), BAD_NAME);
            }
            return expected;
        }
        String name = reader.requiredText(fields, "pipeline");
        if (name == null || value == null) {
            return null;
        }
        if (!NAME.matcher(name).matches()) {
            reader.mistake(value, BAD_NAME);
        } else if (expected != null && !name.equals(expected)) {
            reader.mistake(value, "must be \"" + expected + "\", as the document is stored under that name");
        }
        return name;
    }

    private List<String> tools(Fields fields) {
        Set<String> tools = new LinkedHashSet<>();
        for (Value value : reader.list(fields, "tools")) {
            String tool = reader.text(value);
            if (tool == null) {
                continue;
            }
            if (!TOOL.matcher(tool).matches()) {
                reader.mistake(value, "must be the name of a program, without a path");
            } else if (!tools.add(tool)) {
                reader.mistake(value, "is given twice");
            }
        }
        return List.copyOf(tools);
    }

    private Shared shared(Fields fields) {
        Value value = fields.get("shared");
        Fields shared = value == null ? null : reader.fields(value, List.of("folders", "files"));
        if (shared == null) {
            return new Shared(List.of(), List.of());
        }
        var paths = new SharedPaths(reader);
        return new Shared(paths.read(reader.list(shared, "folders")), paths.read(reader.list(shared, "files")));
    }

    private @Nullable Command migrate(Fields fields) {
        Value value = fields.get("migrate");
        if (value == null || PipelineReader.isNothing(value)) {
            return null;
        }
        return command(value, List.of("name", "run", "timeout", "verify", "idempotent"), MIGRATE_TIMEOUT);
    }

    private List<Command> commands(Fields fields, String phase, List<String> known) {
        List<Command> commands = new ArrayList<>();
        Map<String, String> pathByName = new HashMap<>();
        for (Value value : reader.list(fields, phase)) {
            Command command = command(value, known, USUAL_TIMEOUT);
            if (command == null) {
                continue;
            }
            String first = pathByName.putIfAbsent(command.name(), value.path());
            if (first != null) {
                reader.mistake(value, "has the name \"" + command.name() + "\", which " + first + " has already");
            }
            commands.add(command);
            if (commands.size() == MAX_COMMANDS + 1) {
                reader.mistake(value, "is one command too many; at most " + MAX_COMMANDS + " are taken");
            }
        }
        return commands;
    }

    private @Nullable Command command(Value value, List<String> known, Duration usualTimeout) {
        Fields fields = reader.fields(value, known);
        if (fields == null) {
            return null;
        }
        String name = commandName(fields);
        String run = script(fields, "run", reader.requiredText(fields, "run"));
        Duration timeout = reader.duration(fields, "timeout", usualTimeout, MAX_TIMEOUT);
        boolean once = once(fields);
        Value verifyValue = fields.get("verify");
        String verify = verifyValue == null ? null : script(fields, "verify", reader.text(verifyValue));
        boolean idempotent = reader.yes(fields, "idempotent");
        return name == null || run == null ? null : new Command(name, run, timeout, once, verify, idempotent);
    }

    private @Nullable String commandName(Fields fields) {
        String name = reader.requiredText(fields, "name");
        Value value = fields.get("name");
        if (name == null || value == null) {
            return null;
        }
        if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl) || !name.equals(name.strip())) {
            reader.mistake(value, "must be one line of at most " + MAX_NAME + " characters");
        }
        return name;
    }

    private static boolean strange(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }

    private @Nullable String script(Fields fields, String field, @Nullable String text) {
        Value value = fields.get(field);
        if (text != null && value != null && text.chars().anyMatch(PipelineDocument::strange)) {
            reader.mistake(value, "must not contain control characters other than line breaks and tabs");
        }
        return text;
    }

    private boolean once(Fields fields) {
        Value value = fields.get("on");
        String text = value == null ? "each" : reader.text(value);
        if (value != null && text != null && !text.equals("each") && !text.equals("once")) {
            reader.mistake(value, "must be \"each\" (on every node, the default) or \"once\" (on the first node only)");
        }
        return "once".equals(text);
    }
}
