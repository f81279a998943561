package dev.slipway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message as JSON. Every field may be missing, or be something else than it should. */
final class Message {
    private static final int DEEPEST = 64;
    private static final String FIELD = "payload=";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode json;

    private Message(JsonNode json) {
        this.json = json;
    }

    /** It is no message of GitHub's. The text says why. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    /** The JSON of a body; GitHub can send it as a form too. */
    static byte[] json(byte[] body, @Nullable String contentType) throws Unreadable {
        var type = contentType == null
                ? ""
                : contentType.toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
        return switch (type) {
            case "application/json" -> body;
            case "application/x-www-form-urlencoded" -> fromForm(new String(body, UTF_8));
            default -> throw new Unreadable("Content-Type must be application/json");
        };
    }

    private static byte[] fromForm(String form) throws Unreadable {
        for (var field : form.split("&", -1)) {
            if (field.startsWith(FIELD)) {
                try {
                    return URLDecoder.decode(field.substring(FIELD.length()), UTF_8)
                            .getBytes(UTF_8);
                } catch (IllegalArgumentException _) {
                    throw new Unreadable("The form is not encoded soundly");
                }
            }
        }
        throw new Unreadable("The form has no field named payload");
    }

    static Message read(byte[] json) throws Unreadable {
        try {
            var read = JSON.readTree(json);
            if (!read.isObject()) {
                throw new Unreadable("The body is not a JSON object");
            }
            return new Message(read);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Unreadable("The body is not sound JSON, or nested too deeply"
                    + (at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException _) {
            throw new Unreadable("The body could not be read");
        }
    }

    /** Empty when there is no such text. */
    String text(String... path) {
        var node = node(path);
        return node.isTextual() ? node.textValue() : "";
    }

    /** 0 when there is no such number. */
    long number(String... path) {
        var node = node(path);
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : 0;
    }

    boolean is(String... path) {
        return node(path).asBoolean(false);
    }

    boolean has(String... path) {
        var node = node(path);
        return !node.isMissingNode() && !node.isNull();
    }

    JsonNode node(String... path) {
        var node = json;
        for (var name : path) {
            node = node.path(name);
        }
        return node;
    }
}
