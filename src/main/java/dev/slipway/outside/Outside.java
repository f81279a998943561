package dev.slipway.outside;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jboss.logging.Logger;

/**
 * Asks addresses that people or payloads give. The only HTTP client for these: whoever used another one could be made
 * to ask our own network, or a cloud's metadata, on a stranger's behalf.
 *
 * <p>HTTPS alone, to public addresses alone, unless {@code slipway.net.allow} names the host. A name is looked up once,
 * each of its addresses is looked at, and the connection goes to one of these, with the name for its certificate.
 * Redirects are followed by {@code GET} alone, each looked at again, never from HTTPS to HTTP; secrets stay behind at
 * another host. Proxies of the environment are not used, cookies not kept, bodies not decompressed.
 */
public final class Outside implements Closeable {
    private static final Logger LOG = Logger.getLogger(Outside.class);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Guard guard;
    private final Credentials credentials;
    private final Clients clients;
    private final ScheduledThreadPoolExecutor clock;

    /** A client. The resolver and the trust are those of the system, unless a test brings others. */
    public Outside(AllowList allow, Credentials credentials, Duration connect, Duration read) {
        this(allow, credentials, InetAddress::getAllByName, new Clients(connect, read, Optional.empty()));
    }

    Outside(AllowList allow, Credentials credentials, Resolver resolver, SSLContext trust, Duration patience) {
        this(allow, credentials, resolver, new Clients(patience, patience, Optional.of(trust)));
    }

    private Outside(AllowList allow, Credentials credentials, Resolver resolver, Clients clients) {
        this.guard = new Guard(allow, resolver);
        this.credentials = credentials;
        this.clients = clients;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("outside-limits").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Asks, and returns as soon as the headers are there. Every status is an answer.
     *
     * @throws NotReached if nothing is answered, for whatever reason
     * @throws TooLarge if the answer says that it has too many bytes
     */
    public Answer send(Ask ask) throws IOException {
        long deadline = System.nanoTime() + ask.limits().total().toNanos();
        Ask now = credentials
                .of(ask.target())
                .filter(_ -> !ask.secrets().containsKey(HttpHeaders.AUTHORIZATION))
                .map(secret -> ask.with(HttpHeaders.AUTHORIZATION, secret))
                .orElse(ask);
        for (int led = 0; ; led++) {
            Answer answer = once(now, deadline);
            Optional<String> location = answer.header(HttpHeaders.LOCATION);
            if (!REDIRECTS.contains(answer.status())
                    || location.isEmpty()
                    || ask.limits().redirects() == 0
                    || !ask.method().equals("GET")) {
                return answer;
            }
            answer.close();
            if (led == ask.limits().redirects()) {
                throw refused(now.target(), "it redirects more than " + led + " times");
            }
            now = led(now, location.get());
        }
    }

    /**
     * The addresses of a server that another client than this one is to connect to. They may be reached; the name,
     * looked up again, may not.
     *
     * @throws NotReached if it may not be reached
     */
    public List<InetAddress> addresses(Target target) throws NotReached {
        try {
            return guard.addresses(target);
        } catch (Guard.Refused e) {
            throw refused(target, e.why());
        }
    }

    private static Ask led(Ask ask, String location) throws NotReached {
        try {
            Target elsewhere = ask.target().led(location);
            if (ask.target().secure() && !elsewhere.secure()) {
                throw refused(ask.target(), "it redirects from https to http");
            }
            return ask.led(elsewhere);
        } catch (BadAddress e) {
            throw refused(ask.target(), "it redirects: " + e.getMessage());
        }
    }

    private Answer once(Ask ask, long deadline) throws IOException {
        Target target = ask.target();
        var exchange = new Exchange(clients.to(addresses(target)), request(ask), deadline, clock);
        boolean answered = false;
        try {
            var response = exchange.open(new HttpHost(target.scheme(), target.name(), target.port()));
            var answer = new Answer(target, response, body(response, ask, exchange));
            answered = true;
            return answer;
        } catch (TooLarge e) {
            throw e;
        } catch (IOException | HttpException | RuntimeException e) {
            LOG.infof("%s was not reached: %s", target.origin(), exchange.late() ? "it took too long" : printable(e));
            throw new NotReached(true);
        } finally {
            if (!answered) {
                exchange.close();
            }
        }
    }

    private static HttpUriRequestBase request(Ask ask) {
        var request = new HttpUriRequestBase(ask.method(), ask.target().uri());
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        ask.headers().forEach(request::setHeader);
        ask.secrets().forEach((name, secret) -> request.setHeader(name, secret.reveal()));
        if (ask.body() != null) {
            // Its type is one of the headers.
            request.setEntity(new ByteArrayEntity(ask.body(), null));
        }
        return request;
    }

    private static InputStream body(ClassicHttpResponse response, Ask ask, Exchange exchange) throws IOException {
        long limit = ask.limits().maxBytes();
        var entity = response.getEntity();
        if (entity != null && entity.getContentLength() > limit) {
            throw new TooLarge(limit);
        }
        InputStream in = entity == null ? InputStream.nullInputStream() : entity.getContent();
        return new Body(in, ask.target(), limit, exchange);
    }

    /** What went wrong may repeat what a stranger sent: nothing in it may begin a line of the log. */
    static String printable(Exception e) {
        return e.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static NotReached refused(Target target, String why) {
        LOG.warnf("%s was refused: %s", target.origin(), why);
        return new NotReached(false);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
