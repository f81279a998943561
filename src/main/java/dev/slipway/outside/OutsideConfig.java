package dev.slipway.outside;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How addresses that people or payloads give are reached: artifacts, repositories, the GitHub API, notices. */
@ConfigMapping(prefix = "slipway.net")
public interface OutsideConfig {
    /**
     * Hosts that may have private addresses and be reached by plain HTTP: {@code host}, {@code host:port}, an address,
     * or a network such as {@code 10.4.0.0/16}. Whoever may add a release can make Slipway ask each of them.
     */
    Optional<List<String>> allow();

    /**
     * What is sent as {@code Authorization} to a host, by {@code host} (port 443) or {@code host:port}, e.g.
     * {@code Bearer …} or {@code Basic user:password}. Whoever may add a release can fetch what it opens.
     */
    Map<String, String> credentials();

    /** Longest wait for a connection, and for its encryption. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** Longest wait for the next bytes of an answer. */
    @WithDefault("30s")
    Duration readTimeout();
}
