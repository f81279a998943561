package dev.slipway.balancer.caddy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Upstreams as they were when they were removed, so that one with fields of its own comes back with them. Caddy keeps
 * nothing of a removed upstream, and a restart of Slipway forgets this too: then the address alone comes back.
 */
final class Removed {
    private final Map<Place, Upstream> upstreams = new ConcurrentHashMap<>();

    /** An address at one handler of one Caddy. */
    record Place(String endpoint, String id, String dial) {}

    /** What Caddy had there. */
    record Upstream(int index, JsonNode fields) {}

    void keep(Place place, Upstream upstream) {
        upstreams.put(place, upstream);
    }

    Optional<Upstream> find(Place place) {
        return Optional.ofNullable(upstreams.get(place));
    }
}
