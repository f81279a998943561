package dev.slipway.balancer;

import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP interface of a balancer, or of what knows the servers behind it: one request, one answer, nothing kept
 * between them and nothing sent twice by itself. Redirects are answers like others: none of these interfaces moves, and
 * the token is for this host alone.
 */
public final class WebApi {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout SILENCE = Timeout.ofSeconds(15);
    private static final int MOST_BYTES = 4 << 20;
    private static final int SHOWN = 300;

    private final String who;
    private final String base;
    private final Map<String, Secret> headers;

    /**
     * Contacts nobody.
     *
     * @param who for whom it is asked, such as {@code balancer edge}
     * @param base scheme, host and port, and the beginning of every path
     * @param headers sent with every request, such as {@code Authorization}
     */
    public WebApi(String who, URI base, Map<String, Secret> headers) {
        this.who = who;
        this.base = base.toString().replaceFirst("/+$", "");
        this.headers = Map.copyOf(headers);
    }

    /**
     * Sends one request.
     *
     * @param path with its query; begins with a slash
     * @param body JSON, or null for none
     * @param more headers of this request alone
     * @throws BalancerException that may pass, when no whole answer came
     */
    public Answer send(String method, String path, @Nullable String body, Map<String, String> more)
            throws BalancerException, InterruptedException {
        var request = ClassicRequestBuilder.create(method).setUri(base + path);
        headers.forEach((name, value) -> request.setHeader(name, value.reveal()));
        more.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(body, ContentType.APPLICATION_JSON);
        }
        try (var client = client()) {
            return client.execute(request.build(), WebApi::answer);
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asking " + who);
            }
            throw noAnswer(method, path, e);
        } catch (IOException e) {
            throw noAnswer(method, path, e);
        }
    }

    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(SILENCE)
                                .build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(SILENCE).build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        var fields = new LinkedHashMap<String, String>();
        for (var header : response.getHeaders()) {
            fields.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        var text = "";
        var entity = response.getEntity();
        if (entity != null) {
            text = text(entity);
            trailers(entity, fields);
        }
        return new Answer(response.getCode(), text, Map.copyOf(fields));
    }

    private static String text(HttpEntity entity) throws IOException {
        try (var content = entity.getContent()) {
            var bytes = content.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Known once the content was read. */
    private static void trailers(HttpEntity entity, Map<String, String> fields) {
        var late = entity.getTrailers();
        if (late != null && late.get() != null) {
            for (Header header : late.get()) {
                fields.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
            }
        }
    }

    private BalancerException noAnswer(String method, String path, IOException e) {
        return new BalancerException(
                new Failure(
                        Category.BALANCER,
                        null,
                        "asking " + who + ": " + method + " " + base + path,
                        e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                        "Check that Slipway's server reaches this address, and its certificate if it is https"),
                true);
    }

    /**
     * A failure for an answer that is not the one that was wanted.
     *
     * @param tried in words
     * @param passing whether trying again may help
     */
    public BalancerException refused(String tried, Answer answer, String next, boolean passing) {
        var failure = new Failure(Category.BALANCER, null, who + ": " + tried, answer.shown(), next);
        return passing
                ? answer.retryAfter()
                        .map(wait -> BalancerException.busy(failure, wait))
                        .orElseGet(() -> new BalancerException(failure, true))
                : new BalancerException(failure, false);
    }

    /**
     * What came back.
     *
     * @param headers and trailers by name in small letters, the first of each name
     */
    public record Answer(int status, String body, Map<String, String> headers) {
        /** Whether the status is 2xx. */
        public boolean fine() {
            return status / 100 == 2;
        }

        /** {@code Retry-After} in seconds, if there is one. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(headers.get("retry-after"))
                    .filter(text -> text.matches("[0-9]{1,6}"))
                    .map(text -> Duration.ofSeconds(Integer.parseInt(text)));
        }

        /** Status and the beginning of the body, for a person. */
        public String shown() {
            var line = body.strip().replaceAll("\\s+", " ");
            return status
                    + (line.isEmpty() ? "" : " " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line));
        }
    }
}
