package dev.slipway.outside;

import dev.slipway.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code slipway.net.credentials} says is sent to which host. */
public final class Credentials {
    /** None at all. */
    public static final Credentials NONE = of(Map.of());

    private final Map<String, Secret> byHost;

    private Credentials(Map<String, Secret> byHost) {
        this.byHost = byHost;
    }

    /**
     * Reads them.
     *
     * @param written by {@code host} or {@code host:port}; {@code Basic user:password} is encoded as it is sent
     */
    public static Credentials of(Map<String, String> written) {
        Map<String, Secret> byHost = new HashMap<>();
        written.forEach((host, value) -> {
            String key = host.toLowerCase(Locale.ROOT);
            byHost.put(key.indexOf(':') < 0 ? key + ":443" : key, Secret.of(sent(value.strip())));
        });
        return new Credentials(byHost);
    }

    private static String sent(String value) {
        if (!value.startsWith("Basic ") || value.indexOf(':') < 0) {
            return value;
        }
        byte[] pair = value.substring("Basic ".length()).strip().getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    Optional<Secret> of(Target target) {
        return Optional.ofNullable(byHost.get(target.host() + ":" + target.port()));
    }
}
