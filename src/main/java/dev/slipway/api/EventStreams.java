package dev.slipway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.access.Watch;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.EventJson;
import dev.slipway.history.History;
import dev.slipway.history.HistoryUnavailable;
import dev.slipway.history.Wakes;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Streams journals. Each stream is a virtual thread that waits: for the journal, or for a slow reader. */
@Singleton
class EventStreams {
    private static final Logger LOG = Logger.getLogger(EventStreams.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private final History history;
    private final ObjectMapper mapper;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(1);
    private static final int AFTER_WAKES = 300;
    private static final long TO_LET_GO_MILLIS = 1_000;
    private static final long COME_BACK_MILLIS = 500;
    private final Wakes wakes;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("events-", 0).factory());

    EventStreams(History history, Wakes wakes, ObjectMapper mapper) {
        this.history = history;
        this.wakes = wakes;
        this.mapper = mapper;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /** Readers are told to come back, to another instance if there is one, while the server still answers. */
    void letGo(@Observes @Priority(AFTER_WAKES) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        threads.shutdown();
        var _ = threads.awaitTermination(TO_LET_GO_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Sends what came after this entry, and what comes, until the deployment is over. */
    void follow(DeploymentView view, long after, Watch watch, SseEventSink sink, Sse sse) {
        if (view.over() && after >= view.journalNumber()) {
            // The answer at which a browser's EventSource stops asking.
            throw new WebApplicationException(Response.noContent().build());
        }
        if (threads.isShutdown()) {
            throw new ServiceUnavailableException("This instance ends", 1L);
        }
        var stream = new Stream(view.number(), watch, sink, sse);
        try {
            stream.begin();
            threads.execute(() -> stream(stream, after));
        } catch (CompletionException | RejectedExecutionException e) {
            LOG.debugf("A reader of deployment %d left at once: %s", view.number(), e.getMessage());
            sink.close();
        }
    }

    private void stream(Stream stream, long after) {
        try (var _ = stream.sink) {
            stream.run(after);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (CompletionException | IllegalStateException e) {
            LOG.debugf("A reader of deployment %d left: %s", stream.number, e.getMessage());
        } catch (RuntimeException e) {
            // The reader comes back with Last-Event-ID, so nothing is lost.
            LOG.warnf(e, "A stream of deployment %d ended early", stream.number);
        }
    }

    private final class Stream {
        private final long number;
        private final Watch watch;
        private final SseEventSink sink;
        private final Sse sse;
        private long at;
        private boolean quiet = true;

        Stream(long number, Watch watch, SseEventSink sink, Sse sse) {
            this.number = number;
            this.watch = watch;
            this.sink = sink;
            this.sse = sse;
        }

        /** On the request's own thread: another one would race with the server for the answer's head. */
        void begin() {
            send(sse.newEventBuilder()
                    .reconnectDelay(COME_BACK_MILLIS)
                    .comment("journal")
                    .build());
        }

        void run(long after) throws InterruptedException {
            at = after;
            while (!sink.isClosed() && !wakes.ended()) {
                try {
                    if (!watch.allows() || catchUp()) {
                        return;
                    }
                    quiet = rested();
                } catch (HistoryUnavailable e) {
                    // The reader need not know, and nothing is lost: the database is asked again from the same place.
                    send(sse.newEventBuilder().comment("no database").build());
                    Thread.sleep(WITHOUT_DATABASE);
                }
            }
        }

        /** Waits until there is something or it is time for a sign of life; answers whether nothing came. */
        private boolean rested() throws InterruptedException {
            var until = System.nanoTime() + HEARTBEAT.toNanos();
            while (System.nanoTime() < until) {
                // Shortly, so that whoever is put out hears nothing more.
                if (history.awaitAfter(number, at, LOOK) > at || !watch.allows() || wakes.ended()) {
                    return false;
                }
            }
            return true;
        }

        /** Sends what there is; answers whether that was all there will ever be. */
        private boolean catchUp() {
            for (var entry : history.entries(number, at)) {
                send(event(entry));
                quiet = false;
                at = entry.number();
                if (entry.event() instanceof Event.Finished) {
                    return true;
                }
            }
            if (!quiet) {
                return false;
            }
            // Keeps the stream from being taken for dead.
            send(sse.newEventBuilder().comment("waiting").build());
            return history.deployment(number).map(DeploymentView::over).orElse(true);
        }

        /** Waits until the reader has taken it, so that a slow one costs no memory. */
        private void send(OutboundSseEvent event) {
            sink.send(event).toCompletableFuture().join();
        }

        private OutboundSseEvent event(Entry entry) {
            var json = json(entry);
            return sse.newEventBuilder()
                    .id(Long.toString(entry.number()))
                    .name(json.get("is").asText())
                    .data(String.class, json.toString())
                    .build();
        }

        private ObjectNode json(Entry entry) {
            try {
                var all = mapper.createObjectNode();
                all.put("number", entry.number());
                all.put("at", entry.at().toString());
                all.setAll((ObjectNode) mapper.readTree(EventJson.write(entry.event())));
                return all;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An event could not be read back", e);
            }
        }
    }
}
