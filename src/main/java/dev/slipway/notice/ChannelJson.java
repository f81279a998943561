package dev.slipway.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.slipway.fleet.Channel;

/** Notices as the outbox stores them. */
final class ChannelJson {
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ChannelJson() {}

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A notice could not be written: " + e.getOriginalMessage(), e);
        }
    }

    static Facts facts(String json) {
        return read(json, Facts.class);
    }

    static Channel channel(String kind, String json) {
        return switch (kind) {
            case "slack" -> read(json, Channel.Slack.class);
            case "webhook" -> read(json, Channel.Webhook.class);
            case "email" -> read(json, Channel.Email.class);
            case "github" -> read(json, Channel.Github.class);
            default -> throw new IllegalStateException("No channel is of the kind " + kind);
        };
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored notice could not be read: " + e.getOriginalMessage(), e);
        }
    }
}
