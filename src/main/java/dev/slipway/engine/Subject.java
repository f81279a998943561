package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Plan;
import dev.slipway.history.EventJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What people approve, as a short text that is another one when it changes: kind, release with its digest, the fleet as
 * its document and its accepted host keys make it, pipeline, version of the environment files. Where the nodes happen
 * to stand is no part of it.
 */
final class Subject {
    private static final ObjectMapper ORDERED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int CHARACTERS = 32;

    private Subject() {}

    static String of(Plan plan) {
        var lasting = new Plan(
                plan.kind(),
                plan.fleet(),
                plan.pipeline(),
                plan.release(),
                List.of(),
                0,
                0,
                null,
                List.of(),
                plan.environment(),
                0);
        try {
            // Read and written again, because the order of a map is not the same in every process.
            var written = EventJson.write(new Event.Planned(lasting));
            var ordered = ORDERED.writeValueAsBytes(ORDERED.readValue(written, Object.class));
            var digest = MessageDigest.getInstance("SHA-256").digest(ordered);
            return HexFormat.of().formatHex(digest).substring(0, CHARACTERS);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("A plan could not be told from others", e);
        }
    }
}
