package dev.slipway.real;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of server-sent events as it comes, until it ends or is closed. It never connects again by itself.
 */
public final class EventReader implements AutoCloseable {
    private final List<Received> events = new ArrayList<>();
    private final CompletableFuture<HttpResponse<Stream<String>>> answer;
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private @Nullable String retry;

    private EventReader(CompletableFuture<HttpResponse<Stream<String>>> answer) {
        this.answer = answer;
    }

    /**
     * One event.
     *
     * @param nanos when it was there, by {@link System#nanoTime}
     */
    public record Received(String id, String name, String data, long nanos) {}

    static EventReader open(HttpClient http, URI address, String lastId) {
        var request = HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        var reader = new EventReader(http.sendAsync(request.GET().build(), BodyHandlers.ofLines()));
        Thread.ofVirtual().start(reader::read);
        return reader;
    }

    /** Whether the stream has begun with status 200. */
    public boolean open() {
        return answer.isDone() && !answer.isCompletedExceptionally() && status() == 200;
    }

    /** The answer's status; waits for it. */
    public int status() {
        return answer.join().statusCode();
    }

    /** What came so far. */
    public synchronized List<Received> events() {
        return List.copyOf(events);
    }

    /** The number of the newest event; 0: none came. */
    public synchronized long lastId() {
        return events.isEmpty() ? 0 : Long.parseLong(events.getLast().id());
    }

    /** How many milliseconds the server wants a reader to wait before it comes again; null: it did not say. */
    public synchronized @Nullable String retry() {
        return retry;
    }

    /** Whether it is over. */
    public boolean ended() {
        return end.isDone();
    }

    /** Whether it is over because the server ended it as one ends an answer, not by a broken connection. */
    public boolean endedCleanly() {
        return end.isDone() && end.join() == null;
    }

    @Override
    public void close() {
        answer.cancel(true);
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            answer.join().body().close();
        }
    }

    private void read() {
        try (var lines = answer.join().body()) {
            var fields = new Fields();
            lines.forEach(line -> take(fields, line));
            end.complete(null);
        } catch (CompletionException | java.util.concurrent.CancellationException | java.io.UncheckedIOException e) {
            end.complete(e);
        }
    }

    private static final class Fields {
        String id = "";
        String name = "message";
        StringBuilder data = new StringBuilder();
    }

    private synchronized void take(Fields fields, String line) {
        if (line.isEmpty()) {
            if (!fields.data.isEmpty()) {
                events.add(new Received(fields.id, fields.name, fields.data.toString(), System.nanoTime()));
            }
            fields.name = "message";
            fields.data = new StringBuilder();
            return;
        }
        var colon = line.indexOf(':');
        var value = line.substring(colon + 1).strip();
        switch (colon < 0 ? line : line.substring(0, colon)) {
            case "id" -> fields.id = value;
            case "event" -> fields.name = value;
            case "data" -> fields.data.append(value);
            case "retry" -> retry = value;
            default -> {
                // a comment, which keeps the stream open
            }
        }
    }
}
