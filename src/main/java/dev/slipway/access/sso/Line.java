package dev.slipway.access.sso;

import dev.slipway.access.sso.SsoException.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the provider over HTTP: no redirects, no more than so many bytes, no longer than so many seconds in all, and
 * only a few at a time, so that a provider that hangs holds up nobody else's request.
 */
final class Line {
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final int MOST_BYTES = 1 << 20;
    private static final int AT_ONCE = 6;

    private final Semaphore free = new Semaphore(AT_ONCE);

    /** What came back. */
    record Reply(int status, String body) {}

    Reply get(URI address) throws SsoException {
        return send(HttpRequest.newBuilder(address).GET());
    }

    /** Sends a form. */
    Reply post(URI address, String form, String authorization) throws SsoException {
        var request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
    }

    private Reply send(HttpRequest.Builder request) throws SsoException {
        if (!free.tryAcquire()) {
            throw new SsoException(Trouble.AWAY, "the provider is slow, and " + AT_ONCE + " wait for it already");
        }
        try {
            return answered(request.header("Accept", "application/json").build());
        } finally {
            free.release();
        }
    }

    private static Reply answered(HttpRequest request) throws SsoException {
        var where = request.uri().getScheme() + "://" + request.uri().getRawAuthority();
        // A client for each request: a connection that was kept may be closed by the time that it is needed.
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(LONGEST)
                .build();
        try {
            HttpResponse<String> response = client.sendAsync(
                            request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES))
                    .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            return new Reply(response.statusCode(), response.body());
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new SsoException(Trouble.AWAY, where + " could not be asked: " + told(cause), e);
        } catch (TimeoutException e) {
            throw new SsoException(Trouble.AWAY, where + " did not answer in " + LONGEST.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SsoException(Trouble.AWAY, "Slipway is ending", e);
        } finally {
            client.shutdownNow();
        }
    }

    private static String told(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getClass().getSimpleName() + ", " + cause.getMessage()
                : cause.getClass().getSimpleName();
    }
}
