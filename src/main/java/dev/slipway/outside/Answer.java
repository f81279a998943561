package dev.slipway.outside;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** What was answered. The body is read from the network as it is asked for; close it, read or not. */
public final class Answer implements Closeable {
    private final Target from;
    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final InputStream body;

    Answer(Target from, ClassicHttpResponse response, InputStream body) {
        this.from = from;
        this.status = response.getCode();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName(), key -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        this.body = body;
    }

    /** Who answered in the end, after redirects. */
    public Target from() {
        return from;
    }

    /** E.g. 200. */
    public int status() {
        return status;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** All headers; names in any case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** A number in a header; empty when it is none. */
    public Optional<Long> number(String name) {
        return header(name).filter(text -> text.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    /**
     * The body as it comes, never decompressed. Reading throws {@link CutOff} when it ends early or takes too long, and
     * {@link TooLarge}.
     */
    public InputStream body() {
        return body;
    }

    /** The whole body, which must be small, as text. */
    public String text() throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
