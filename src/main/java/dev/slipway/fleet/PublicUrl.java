package dev.slipway.fleet;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where people reach this installation: {@code slipway.public-url}, or the address that a reader came by. */
@Singleton
public class PublicUrl {
    private final Optional<URI> url;

    public PublicUrl(@ConfigProperty(name = "slipway.public-url") Optional<String> url) {
        this.url = url.map(String::strip).filter(text -> !text.isEmpty()).map(PublicUrl::checked);
    }

    private static URI checked(String text) {
        try {
            var url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new ConfigurationException("slipway.public-url is not an address such as https://slipway.example.com");
    }

    /** What is configured; nothing: people come by whatever name they know. */
    public Optional<URI> configured() {
        return url;
    }

    /** Without a slash at its end. */
    public String base(URI cameBy) {
        return url.orElse(cameBy).toString().replaceFirst("/+$", "");
    }

    /** The whole address of a path that begins with a slash. */
    public String to(String path, URI cameBy) {
        return base(cameBy) + path;
    }
}
