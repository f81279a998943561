package dev.slipway;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * What would send secrets in the clear, or let anybody choose the address he comes from: such a start is refused, not
 * warned about.
 *
 * @param databaseUrl nothing: the embedded PostgreSQL, on loopback
 * @param plainDatabase the operator says that the way to the database is private
 * @param forwarded addresses of visitors are taken from a proxy's headers
 * @param trustedProxies whose headers are believed
 */
record Transport(
        Optional<String> databaseUrl, boolean plainDatabase, boolean forwarded, Optional<String> trustedProxies) {
    /** Of <a href="https://jdbc.postgresql.org/documentation/ssl/">pgJDBC</a>: all others may go on without TLS. */
    private static final List<String> ENCRYPTED = List.of("verify-full", "verify-ca", "require");

    void check() throws StartRefused {
        if (databaseUrl.isPresent() && !plainDatabase) {
            database(databaseUrl.get());
        }
        if (forwarded && trustedProxies.isEmpty()) {
            throw new StartRefused("quarkus.http.proxy.proxy-address-forwarding is on, and everybody would be believed"
                    + " about the address he comes from. Set quarkus.http.proxy.trusted-proxies to the addresses of"
                    + " your proxies.");
        }
    }

    private static void database(String url) throws StartRefused {
        var parts = Driver.parseURL(url, new Properties());
        if (parts == null || parts.getProperty("socketFactory") != null) {
            return; // told when the login is tried; or a socket of this machine
        }
        var mode = parts.getProperty("sslmode", "prefer").toLowerCase(Locale.ROOT);
        for (var host : parts.getProperty("PGHOST", "localhost").split(",", -1)) {
            if (!loopback(host) && !ENCRYPTED.contains(mode)) {
                throw new StartRefused("the connection to the database on " + host + " may be unencrypted: its URL says"
                        + " sslmode=" + mode + ". Add ?sslmode=verify-full to quarkus.datasource.jdbc.url; or, where"
                        + " the network in between is private, set slipway.database.plain=true.");
            }
        }
    }

    private static boolean loopback(@Nullable String host) {
        if (host == null || host.isEmpty() || host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false; // a name: what it means may change
        }
    }
}
