package dev.slipway.dashboard;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whole addresses, for what is handed to other people. */
@Singleton
class Addresses {
    private final Optional<String> publicUrl;

    Addresses(@ConfigProperty(name = "slipway.public-url") Optional<String> publicUrl) {
        this.publicUrl = publicUrl.map(String::strip).filter(url -> !url.isEmpty());
    }

    /** Of a path that begins with a slash. */
    String of(String path, UriInfo request) {
        return publicUrl.orElseGet(() -> request.getBaseUri().toString()).replaceFirst("/+$", "") + path;
    }
}
