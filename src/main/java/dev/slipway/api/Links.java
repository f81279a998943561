package dev.slipway.api;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Absolute addresses, as the reader can follow them. */
@Singleton
class Links {
    private final Optional<URI> publicUrl;

    Links(@ConfigProperty(name = "slipway.public-url") Optional<String> publicUrl) {
        this.publicUrl = publicUrl.filter(u -> !u.isBlank()).map(Links::checked);
    }

    private static URI checked(String text) {
        try {
            var url = URI.create(text.strip());
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new ConfigurationException("slipway.public-url is not an address such as https://slipway.example.com");
    }

    Optional<URI> publicUrl() {
        return publicUrl;
    }

    /** Without a slash at its end. */
    String base(UriInfo request) {
        return publicUrl.orElseGet(request::getBaseUri).toString().replaceFirst("/+$", "");
    }

    /** Of a path that begins with a slash. */
    String to(String path, UriInfo request) {
        return base(request) + path;
    }
}
