package dev.slipway.balancer.embedded;

import dev.slipway.balancer.embedded.EmbeddedProxy.Check;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks each member again and again whether it is up. */
final class Checks {
    private final Vertx vertx;
    private final HttpClient client;
    private final Pool pool;
    private final Check check;
    private final long timer;
    private final AtomicInteger underWay = new AtomicInteger();

    Checks(Vertx vertx, HttpClient client, Pool pool, Check check) {
        this.vertx = vertx;
        this.client = client;
        this.pool = pool;
        this.check = check;
        timer = vertx.setPeriodic(1, Math.max(1, check.interval().toMillis()), _ -> round());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** A round that is not over yet is not overtaken: each check ends within one interval. */
    private void round() {
        if (underWay.compareAndSet(0, pool.seats().size())) {
            pool.seats().forEach(this::ask);
        }
    }

    private void ask(Seat seat) {
        var member = seat.member();
        client.request(new RequestOptions()
                        .setHost(member.host())
                        .setPort(member.port())
                        .setURI(check.path())
                        .setTimeout(Math.max(1, check.interval().toMillis())))
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.end().map(answer.statusCode() < 400))
                .otherwise(false)
                .onComplete(passed -> {
                    pool.checked(seat, passed.result());
                    underWay.decrementAndGet();
                });
    }
}
