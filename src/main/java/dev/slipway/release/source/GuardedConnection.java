package dev.slipway.release.source;

import dev.slipway.outside.Answer;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Limits;
import dev.slipway.outside.Outside;
import dev.slipway.outside.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** One request of JGit, sent by {@link Outside}: the same rules for repositories as for all other addresses. */
final class GuardedConnection implements HttpConnection {
    /** JGit says which encodings it knows, and its own login; ours is {@code slipway.net.credentials}. */
    private static final Set<String> NOT_PASSED_ON = Set.of("accept-encoding", "authorization", "cookie", "host");

    private final Outside outside;
    private final Limits limits;
    private final Target target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable Answer answer;

    private GuardedConnection(Outside outside, Limits limits, Target target) {
        this.outside = outside;
        this.limits = limits;
        this.target = target;
    }

    /** Makes connections to the host of one repository. A redirect to another host is not followed. */
    record Factory(Outside outside, Limits limits, Target repository) implements HttpConnectionFactory {
        @Override
        public HttpConnection create(URL url) throws IOException {
            Target target;
            try {
                target = Target.of(url.toString());
            } catch (BadAddress e) {
                throw new IOException(e.getMessage());
            }
            if (!target.origin().equals(repository.origin())) {
                throw new IOException("The repository leads to " + target.origin() + "; give its address there");
            }
            return new GuardedConnection(outside, new Limits(limits.total(), limits.maxBytes(), 0), target);
        }

        @Override
        public HttpConnection create(URL url, Proxy proxy) throws IOException {
            return create(url);
        }
    }

    private Answer answer() throws IOException {
        if (answer == null) {
            Ask ask = method.equals("POST") ? Ask.post(target, body.toByteArray(), limits) : Ask.get(target, limits);
            for (Map.Entry<String, String> header : headers.entrySet()) {
                ask = ask.with(header.getKey(), header.getValue());
            }
            answer = outside.send(ask);
            if (answer.header("Content-Encoding").isPresent()) {
                answer.close();
                throw new IOException("The answer is encoded, which was not asked for");
            }
        }
        return answer;
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().status();
    }

    @Override
    public URL getURL() {
        try {
            return target.uri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String getResponseMessage() throws IOException {
        return "status " + answer().status();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return answer == null ? Map.of() : answer.headers();
    }

    @Override
    public void setRequestProperty(String key, String value) {
        if (!NOT_PASSED_ON.contains(key.toLowerCase(Locale.ROOT))) {
            headers.put(key, value);
        }
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return answer().body();
    }

    @Override
    @SuppressWarnings("NullAway") // null is how JGit's interface says that there is none
    public String getHeaderField(String name) {
        return answer == null ? null : answer.header(name).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return answer == null ? List.of() : answer.headers().getOrDefault(name, List.of());
    }

    @Override
    public int getContentLength() {
        return answer == null
                ? -1
                : answer.number("Content-Length").map(Math::toIntExact).orElse(-1);
    }

    @Override
    public OutputStream getOutputStream() {
        return body;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void connect() throws IOException {
        answer();
    }

    @Override
    public void setUseCaches(boolean use) {
        // There are none.
    }

    @Override
    public void setConnectTimeout(int millis) {
        // Ours are set.
    }

    @Override
    public void setReadTimeout(int millis) {
        // Ours are set.
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
        // They never are.
    }

    @Override
    public void setDoOutput(boolean does) {
        // The method says so.
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        // What JGit asks for is small.
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        // What JGit asks for is small.
    }

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new IllegalStateException("Certificates are always checked");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new IllegalStateException("Certificates are always checked");
    }
}
