package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the lines of an environment file mean. Its mistakes name a line and never show it: what stands on a wrong line
 * may be a secret.
 */
final class Dotenv {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
    private static final Pattern EXPORT = Pattern.compile("export[ \t]+");
    private static final Pattern NOT_SECRET = Pattern.compile("#[ \t]*not-secret:(.*)");
    private static final Pattern COMMENT = Pattern.compile("[ \t]#");

    private final List<Value> values = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> open = new TreeSet<>();

    private Dotenv() {}

    /**
     * One variable.
     *
     * @param value without quotes and escapes
     * @param forms that, and how it is written; programs read these files in more than one way
     */
    record Value(int line, String name, String value, Set<String> forms) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Dotenv parse(String text) {
        var read = new Dotenv();
        var number = 0;
        for (var line : text.split("\n", -1)) {
            read.line(++number, line);
        }
        return read;
    }

    List<Value> values() {
        return List.copyOf(values);
    }

    /** Names that the file itself says are no secrets. */
    Set<String> open() {
        return Set.copyOf(open);
    }

    List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    private void line(int number, String whole) {
        if (whole.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            wrong(number, "line", "has a control character; write line breaks in a value as \\n in double quotes");
            return;
        }
        var line = whole.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            notSecret(line);
            return;
        }
        var export = EXPORT.matcher(line);
        var rest = export.lookingAt() ? line.substring(export.end()) : line;
        var equals = rest.indexOf('=');
        if (equals < 0) {
            wrong(number, "line", "is not NAME=value, a comment or blank");
            return;
        }
        var name = rest.substring(0, equals).strip();
        if (!NAME.matcher(name).matches()) {
            wrong(number, "line", "must begin with a name of letters, digits and _, not beginning with a digit");
            return;
        }
        var before = lines.putIfAbsent(name, number);
        if (before != null) {
            wrong(number, name, "is on line " + before + " already");
        }
        value(number, name, rest.substring(equals + 1).strip());
    }

    /** A comment may name what is no secret; to whatever else reads the file it stays a comment. */
    private void notSecret(String comment) {
        var told = NOT_SECRET.matcher(comment);
        if (told.matches()) {
            open.addAll(Arrays.asList(told.group(1).strip().split("[ \t,]+")));
        }
    }

    private void value(int number, String name, String written) {
        var quote = written.isEmpty() ? ' ' : written.charAt(0);
        if (quote != '"' && quote != '\'') {
            var comment = COMMENT.matcher(" " + written);
            var value = comment.find()
                    ? written.substring(0, Math.max(0, comment.start() - 1)).strip()
                    : written;
            add(number, name, value, written);
            return;
        }
        var end = end(written, quote);
        if (end < 0) {
            wrong(number, name, "has a quote that does not end on its line");
            return;
        }
        var after = written.substring(end + 1).strip();
        if (!after.isEmpty() && !after.startsWith("#")) {
            wrong(number, name, "goes on after its closing quote");
            return;
        }
        var inside = written.substring(1, end);
        add(number, name, quote == '"' ? unescaped(inside) : inside, inside);
    }

    /** Where the value's closing quote is; -1: nowhere. Single quotes know no escapes. */
    private static int end(String written, char quote) {
        for (var i = 1; i < written.length(); i++) {
            if (written.charAt(i) == quote) {
                return i;
            }
            if (quote == '"' && written.charAt(i) == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static String unescaped(String inside) {
        var plain = new StringBuilder();
        for (var i = 0; i < inside.length(); i++) {
            var c = inside.charAt(i);
            if (c != '\\' || i + 1 == inside.length()) {
                plain.append(c);
                continue;
            }
            var next = inside.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case '"', '\\', '$', '`' -> plain.append(next);
                default -> plain.append(c).append(next);
            }
        }
        return plain.toString();
    }

    private void add(int number, String name, String value, String written) {
        var forms = new LinkedHashSet<String>();
        forms.add(value);
        forms.add(written);
        values.add(new Value(number, name, value, forms));
    }

    private void wrong(int number, String field, String problem) {
        mistakes.add(new Mistake(number, field, problem));
    }
}
