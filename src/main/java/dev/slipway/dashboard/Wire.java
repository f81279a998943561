package dev.slipway.dashboard;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Messages of a live page as server-sent events. */
final class Wire {
    private static final int RETRY_MILLIS = 1_500;

    private Wire() {}

    /** Markup that changes the page. */
    static Buffer markup(String id, String html) {
        return message(id, null, html);
    }

    /** Something that happened, for the page's script; without an id it does not move the reader's place. */
    static Buffer event(@Nullable String id, String name, String data) {
        return message(id, name, data);
    }

    /** Keeps the connection alive, and says nothing. */
    static Buffer comment(String text) {
        return Buffer.buffer(":" + text + "\n\n");
    }

    private static Buffer message(@Nullable String id, @Nullable String name, String data) {
        var text = new StringBuilder(data.length() + 64);
        if (id != null) {
            text.append("id:").append(id).append('\n');
        }
        text.append("retry:").append(RETRY_MILLIS).append('\n');
        if (name != null) {
            text.append("event:").append(name).append('\n');
        }
        data.lines().forEach(line -> text.append("data:").append(line).append('\n'));
        return Buffer.buffer(text.append('\n').toString());
    }
}
