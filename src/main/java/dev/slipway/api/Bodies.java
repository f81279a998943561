package dev.slipway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads small bodies: whole, and never more than a document's worth of them. */
final class Bodies {
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Bodies() {}

    /** A document as text. */
    static String text(InputStream body) {
        return text(body, LARGEST);
    }

    /** A document of at most so many bytes as text. */
    static String text(InputStream body, int largest) {
        try {
            var bytes = body.readNBytes(largest + 1);
            if (bytes.length > largest) {
                throw Problem.of(413, "too-large", "Too large", "A document may have at most " + largest + " bytes.")
                        .raised();
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw Problem.of(400, "bad-request", "Not understood", "The body is not UTF-8; save it as UTF-8.")
                    .raised();
        } catch (IOException e) {
            throw Problem.of(400, "bad-request", "Not understood", "The body broke off; send it again.")
                    .raised();
        }
    }

    /** A JSON object with no other than these fields; an empty body is an empty object. */
    static Fields fields(InputStream body, String... known) {
        return fields(text(body), known);
    }

    /** As above, of a body that was read already. */
    static Fields fields(String text, String... known) {
        return Fields.of(text.isBlank() ? JSON.createObjectNode() : parse(text), known);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw Problem.of(400, "bad-json", "Not JSON", "The body is not sound JSON" + where + "; mend it there.")
                    .raised();
        }
    }
}
