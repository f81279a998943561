package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Identities;
import dev.slipway.access.Needs;
import dev.slipway.access.Watch;
import dev.slipway.history.History;
import dev.slipway.history.HistoryUnavailable;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
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
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.jspecify.annotations.Nullable;

/** The live stream of a deployment's page. Let in by the same filters as the page, and then a viewer of its channel. */
@Page
@Path("/deployments/{number}/live")
class LivePages {
    private static final long COME_BACK_SECONDS = 5;

    /** Each viewer with an account costs a query that often. */
    private static final long LOOK_MILLIS = 5_000;

    private final History history;
    private final Visitor visitor;
    private final Identities identities;
    private final LiveChannels channels;
    private final CurrentVertxRequest current;
    private final Vertx vertx;

    LivePages(
            History history,
            LiveChannels channels,
            CurrentVertxRequest current,
            Vertx vertx,
            Visitor visitor,
            Identities identities) {
        this.visitor = visitor;
        this.identities = identities;
        this.history = history;
        this.channels = channels;
        this.current = current;
        this.vertx = vertx;
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
        var fleet =
                history.fleetOf(number).orElseThrow(() -> new NotFoundException("There is no deployment " + number));
        var key = new LiveChannel.Key(number, DeploymentPages.given(server), DeploymentPages.given(step));
        if (!channels.enter(key)) {
            throw new ServiceUnavailableException("Too many people look at live pages", COME_BACK_SECONDS);
        }
        response.putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
        var viewer = new LiveViewer(response, vertx.getOrCreateContext(), sink::close);
        var seat = new Seat(channels, key, viewer);
        var asking = lookAfter(identities.watch(visitor.present().who(), fleet), viewer);
        current.getCurrent().addEndHandler(_ -> {
            vertx.cancelTimer(asking);
            seat.ends();
        });
        // The first message sends the headers; from then on frames go to the connection as they are.
        var _ = sink.send(sse.newEventBuilder().comment("live").build())
                .whenComplete(
                        (_, _) -> vertx.executeBlocking(() -> seat.begins(Place.of(after, line, lastEvent)), false));
    }

    /** Whoever was put out is let go; whoever needs no account is never asked about. */
    private long lookAfter(Watch watch, LiveViewer viewer) {
        return vertx.setPeriodic(
                LOOK_MILLIS, _ -> vertx.executeBlocking(watch::allows, false).onSuccess(allowed -> {
                    if (!allowed) {
                        viewer.hangUp();
                    }
                }));
    }

    /** One browser's watching, which ends once, whoever of the two ends it. */
    private static final class Seat {
        private final LiveChannels channels;
        private final LiveChannel.Key key;
        private final LiveViewer viewer;
        private @Nullable LiveChannel channel;
        private boolean over;

        Seat(LiveChannels channels, LiveChannel.Key key, LiveViewer viewer) {
            this.channels = channels;
            this.key = key;
            this.viewer = viewer;
        }

        synchronized boolean begins(Place from) {
            if (!over) {
                try {
                    channel = channels.show(key, from, viewer);
                } catch (HistoryUnavailable e) {
                    viewer.hangUp(); // it comes back, with its place
                }
            }
            return over;
        }

        synchronized void ends() {
            if (over) {
                return;
            }
            over = true;
            if (channel == null) {
                channels.turnAway();
            } else {
                channels.leave(channel, viewer);
            }
        }
    }
}
