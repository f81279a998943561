package dev.slipway.api;

import dev.slipway.fleet.PublicUrl;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where no token is configured, loopback is the only guard, and a browser on the same machine can reach loopback for
 * any page that it shows. So what a browser sends must come from Slipway's own pages.
 */
@Singleton
class SameOrigin {
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private final Optional<URI> publicUrl;

    SameOrigin(PublicUrl url) {
        publicUrl = url.configured();
    }

    /** Why the request is refused; empty when it is not. */
    Optional<String> objection(String host, @Nullable String origin, @Nullable String fetchSite, boolean mutating) {
        if (!known(host)) {
            return Optional.of("Slipway does not know itself as " + host + "; set slipway.public-url to this address");
        }
        if (!mutating) {
            return Optional.empty();
        }
        var foreign = fetchSite != null && !OWN_SITES.contains(fetchSite.toLowerCase(Locale.ROOT));
        if (foreign || (origin != null && !own(origin, host))) {
            return Optional.of("A page of another origin sent this; use Slipway's own pages, or set"
                    + " slipway.bootstrap-token and send it");
        }
        return Optional.empty();
    }

    private boolean own(String origin, String host) {
        try {
            var from = URI.create(origin);
            var authority = from.getRawAuthority();
            return authority != null
                    && (authority.equalsIgnoreCase(host)
                            || publicUrl
                                    .filter(u -> authority.equalsIgnoreCase(u.getRawAuthority()))
                                    .isPresent());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** A name with a dot may be anybody's that was made to point here (DNS rebinding); others may not. */
    private boolean known(String host) {
        var name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return name.startsWith("[")
                || !name.contains(".")
                || name.matches("[0-9.]+")
                || name.endsWith(".localhost")
                || publicUrl.filter(u -> name.equalsIgnoreCase(u.getHost())).isPresent();
    }
}
