package dev.slipway.outside;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;

/** One request with a connection of its own, which is cut when the time is up: a drip that never ends does end. */
final class Exchange implements Closeable {
    private final CloseableHttpClient client;
    private final HttpUriRequestBase request;
    private final AtomicBoolean late = new AtomicBoolean();
    private final ScheduledFuture<?> end;

    Exchange(CloseableHttpClient client, HttpUriRequestBase request, long deadline, ScheduledExecutorService clock) {
        this.client = client;
        this.request = request;
        this.end = clock.schedule(this::cut, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Sends the request; returns when the headers of the answer are there. */
    ClassicHttpResponse open(HttpHost host) throws IOException, HttpException {
        return client.executeOpen(host, request, null);
    }

    private void cut() {
        late.set(true);
        request.cancel();
    }

    boolean late() {
        return late.get();
    }

    @Override
    public void close() {
        end.cancel(false);
        client.close(CloseMode.IMMEDIATE);
    }
}
