package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.fleet.Mistake;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a small JSON object; every mistake in it is told at once. */
final class Fields {
    private static final int LONGEST = 10_000;
    private final JsonNode object;
    private final List<Mistake> mistakes = new ArrayList<>();

    private Fields(JsonNode object) {
        this.object = object;
    }

    static Fields of(JsonNode json, String... known) {
        if (!(json instanceof ObjectNode object)) {
            throw Problem.of(422, "not-an-object", "Not an object", "Send a JSON object, e.g. {}.")
                    .raised();
        }
        var fields = new Fields(object);
        object.fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name)) {
                fields.wrong(name, "is not known here; these are: " + String.join(", ", known));
            }
        });
        return fields;
    }

    /** A text; null when it is left out, null or blank. */
    @Nullable String text(String field) {
        var value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(field, "must be text");
            return null;
        }
        var text = value.textValue();
        if (text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r')) {
            wrong(field, "must have at most " + LONGEST + " characters, and no control characters");
            return null;
        }
        return text.isBlank() ? null : text.strip();
    }

    /** Any value; null when it is left out. */
    @Nullable JsonNode node(String field) {
        return object.get(field);
    }

    /** A list of texts; empty when it is left out. */
    List<String> texts(String field) {
        var value = object.get(field);
        var texts = new ArrayList<String>();
        if (value == null || value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            wrong(field, "must be a list");
            return texts;
        }
        for (var one : value) {
            if (!one.isTextual()) {
                wrong(field, "must be a list of texts");
                return List.of();
            }
            texts.add(one.textValue());
        }
        return texts;
    }

    /** A whole number. */
    int number(String field, int least, int most, int usual) {
        var value = object.get(field);
        if (value == null || value.isNull()) {
            return usual;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            wrong(field, "must be a number from " + least + " to " + most);
            return usual;
        }
        return value.intValue();
    }

    /** A time with its offset; null when it is left out. */
    @Nullable Instant moment(String field) {
        var text = text(field);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            wrong(field, "must be a time such as 2026-11-20T18:00:00Z");
            return null;
        }
    }

    /** False when it is left out. */
    boolean flag(String field) {
        var value = object.get(field);
        if (value != null && !value.isNull() && !value.isBoolean()) {
            wrong(field, "must be true or false");
        }
        return value != null && value.asBoolean();
    }

    boolean has(String field) {
        return object.has(field);
    }

    void wrong(String field, String problem) {
        mistakes.add(new Mistake(0, field, problem));
    }

    /** Ends the request if anything was wrong. */
    void check() {
        if (!mistakes.isEmpty()) {
            var first = mistakes.getFirst();
            throw Problem.of(422, "wrong-field", "A field is wrong", first.field() + " " + first.problem() + ".")
                    .withMistakes(mistakes)
                    .with("field", first.field())
                    .raised();
        }
    }
}
