package dev.slipway.balancer.haproxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;

/** Where the runtime socket of one HAProxy process listens. */
sealed interface Endpoint {
    /** How people write it. */
    String text();

    /** Looked up at each call, so that a changed address is followed. */
    SocketAddress address();

    /** Reads {@code tcp://host:port} or {@code unix:///path}. */
    static Endpoint parse(String text) {
        var uri = URI.create(text);
        if ("unix".equals(uri.getScheme())
                && uri.getPath() != null
                && uri.getPath().startsWith("/")) {
            return new Unix(text, uri.getPath());
        }
        if ("tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
            return new Tcp(text, unbracketed(uri.getHost()), uri.getPort());
        }
        throw new IllegalArgumentException(text + " is neither tcp://host:port nor unix:///path");
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** A TCP port. */
    record Tcp(String text, String host, int port) implements Endpoint {
        @Override
        public SocketAddress address() {
            return new InetSocketAddress(host, port);
        }
    }

    /** A socket in the file system of Slipway's own server. */
    record Unix(String text, String path) implements Endpoint {
        @Override
        public SocketAddress address() {
            return UnixDomainSocketAddress.of(path);
        }
    }
}
