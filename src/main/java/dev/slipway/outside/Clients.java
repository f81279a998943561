package dev.slipway.outside;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;

/** Makes a client for one request to addresses that were looked at, and to no others. */
final class Clients {
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_LINE = 16 << 10;

    private final Timeout connect;
    private final Timeout read;
    private final TlsSocketStrategy tls;

    Clients(Duration connect, Duration read, Optional<SSLContext> trust) {
        this.connect = Timeout.of(connect);
        this.read = Timeout.of(read);
        this.tls = new DefaultClientTlsStrategy(trust.orElseGet(SSLContexts::createDefault));
    }

    CloseableHttpClient to(List<InetAddress> addresses) {
        return HttpClients.custom()
                .setConnectionManager(connection(addresses))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(read)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                // Said aloud: neither the environment's proxies nor those of Java.
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setUserAgent("Slipway")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    private BasicHttpClientConnectionManager connection(List<InetAddress> addresses) {
        var manager = BasicHttpClientConnectionManager.create(
                DefaultSchemePortResolver.INSTANCE,
                new Looked(addresses),
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register(URIScheme.HTTPS.id, tls)
                        .build(),
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MOST_HEADERS)
                                .setMaxLineLength(LONGEST_LINE)
                                .build())
                        .build());
        manager.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(connect)
                .setSocketTimeout(read)
                .build());
        manager.setTlsConfig(TlsConfig.custom()
                .setHandshakeTimeout(connect)
                .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
                .build());
        return manager;
    }

    /** Answers what was found and looked at, whatever the name would lead to by now. */
    private record Looked(List<InetAddress> addresses) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return addresses.toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
