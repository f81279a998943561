package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Identities;
import dev.slipway.access.Needs;
import dev.slipway.access.Watch;
import dev.slipway.history.History;
import dev.slipway.history.HistoryUnavailable;
import dev.slipway.history.Wakes;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The live stream of a deployment's page.
 *
 * <p>Each viewer holds a worker thread while he looks, so their number has a limit; the browser asks again later. A
 * message is written before the next is made: a slow reader gets fewer and larger ones, and nothing piles up.
 */
@Page
@Path("/deployments/{number}/live")
class LivePages {
    private static final int VIEWERS = 100;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(1);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long STALLED_SECONDS = 30;
    private static final int AFTER_WAKES = 300;
    private static final long TO_LET_GO_MILLIS = 1_000;

    private final Semaphore places = new Semaphore(VIEWERS);
    private final History history;
    private final LogTail tail;
    private final Visitor visitor;
    private final InstantSource clock;
    private final ManagedExecutor workers;
    private final Wakes wakes;
    private final Identities identities;

    LivePages(
            History history,
            LogTail tail,
            Visitor visitor,
            InstantSource clock,
            ManagedExecutor workers,
            Wakes wakes,
            Identities identities) {
        this.history = history;
        this.tail = tail;
        this.visitor = visitor;
        this.clock = clock;
        this.workers = workers;
        this.wakes = wakes;
        this.identities = identities;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Needs(Act.VIEW)
    public void live(
            @PathParam("number") long number,
            @QueryParam("after") long after,
            @QueryParam("line") long line,
            @QueryParam("server") @Nullable String server,
            @QueryParam("step") @Nullable String step,
            @HeaderParam("Last-Event-ID") @Nullable String lastEvent,
            @Context HttpServerResponse response,
            @Context SseEventSink sink,
            @Context Sse sse) {
        var shown =
                history.deployment(number).orElseThrow(() -> new NotFoundException("There is no deployment " + number));
        if (!places.tryAcquire()) {
            throw new ServiceUnavailableException("Too many people look at live pages");
        }
        response.putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
        var one = DeploymentPages.given(server);
        var two = DeploymentPages.given(step);
        var stream = new LiveStream(history, clock, number, one, two, visitor.hand(shown.fleet()));
        var watch = identities.watch(visitor.present().who(), shown.fleet());
        var viewer = new Viewer(number, one, two, after, line, lastEvent != null, watch);
        // The method must return before the stream may end, so the watching happens on another worker.
        try {
            workers.execute(() -> watch(viewer, stream, sink, sse));
        } catch (RejectedExecutionException e) {
            places.release();
            throw new ServiceUnavailableException("No thread is free for a live page", 5L, e);
        }
    }

    /** Each viewer's browser comes back, to another instance if there is one; the server answers until then. */
    void letGo(@Observes @Priority(AFTER_WAKES) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        if (places.tryAcquire(VIEWERS, TO_LET_GO_MILLIS, TimeUnit.MILLISECONDS)) {
            places.release(VIEWERS);
        }
    }

    /** What a browser said about itself; {@code returns}: it was cut off and may have missed lines. */
    private record Viewer(
            long number,
            @Nullable String server,
            @Nullable String step,
            long after,
            long line,
            boolean returns,
            Watch watch) {}

    private void watch(Viewer viewer, LiveStream stream, SseEventSink sink, Sse sse) {
        try {
            var returns = viewer.returns();
            while (!sink.isClosed() && !wakes.ended() && viewer.watch().allows()) {
                try {
                    follow(viewer, returns, stream, sink, sse);
                    return;
                } catch (HistoryUnavailable e) {
                    // What was not sent yet may be lost, so he starts again with the whole log.
                    returns = true;
                    send(sink, sse.newEventBuilder().comment("no database").build());
                    Thread.sleep(WITHOUT_DATABASE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // The viewer went away or reads nothing: his browser comes back with the last number it saw.
        } finally {
            places.release();
            sink.close();
        }
    }

    private String opening(Viewer viewer, boolean returns, LiveStream stream) {
        var shown = tail.newest(viewer.number(), viewer.server(), viewer.step());
        if (returns) {
            return stream.replaceLog(shown);
        }
        var seen = shown.stream().filter(one -> one.number() <= viewer.line()).toList();
        stream.continueFrom(viewer.after(), viewer.line(), seen);
        return "";
    }

    private void follow(Viewer viewer, boolean returns, LiveStream stream, SseEventSink sink, Sse sse)
            throws InterruptedException, ExecutionException, TimeoutException {
        var pending = opening(viewer, returns, stream);
        var spoke = System.nanoTime();
        while (!sink.isClosed() && !wakes.ended() && viewer.watch().allows()) {
            var view = history.deployment(viewer.number());
            if (view.isEmpty()) {
                return;
            }
            var html = pending + stream.changes(view.get());
            pending = "";
            if (!html.isEmpty()) {
                send(sink, message(sse, stream.journal()).data(html).build());
                spoke = System.nanoTime();
                Thread.sleep(PACE);
                continue;
            }
            if (view.get().over()) {
                send(
                        sink,
                        message(sse, stream.journal())
                                .name("finished")
                                .data(view.get().status())
                                .build());
                return;
            }
            if (System.nanoTime() - spoke >= SILENCE) {
                send(sink, sse.newEventBuilder().comment("still here").build());
                spoke = System.nanoTime();
            }
            stream.await(LOOK);
        }
    }

    private static OutboundSseEvent.Builder message(Sse sse, long journal) {
        return sse.newEventBuilder().id(Long.toString(journal)).reconnectDelay(1_500);
    }

    private static void send(SseEventSink sink, OutboundSseEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        sink.send(event).toCompletableFuture().get(STALLED_SECONDS, TimeUnit.SECONDS);
    }
}
