package dev.slipway.balancer.caddy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A {@code reverse_proxy} handler as one Caddy runs it.
 *
 * @param etag says which configuration this is; a change under it is refused when there is another one by now
 * @param cutsStreams whether {@code flush_interval} is -1: then each change of the list ends all running streams
 */
record Handler(ArrayNode upstreams, String etag, boolean cutsStreams) {
    List<String> dials() {
        var dials = new ArrayList<String>();
        upstreams.forEach(upstream -> dials.add(dial(upstream)));
        return dials;
    }

    boolean has(String dial) {
        return dials().contains(dial);
    }

    /** Whether nobody would be left without this one. */
    boolean only(String dial) {
        return dials().stream().allMatch(dial::equals);
    }

    /** Where in the list it is. */
    int index(String dial) {
        return IntStream.range(0, upstreams.size())
                .filter(i -> dial(upstreams.get(i)).equals(dial))
                .findFirst()
                .orElse(-1);
    }

    JsonNode at(int index) {
        return upstreams.get(index);
    }

    /** The list without this address. */
    ArrayNode without(String dial) {
        var rest = upstreams.deepCopy();
        rest.removeIf(upstream -> dial(upstream).equals(dial));
        return rest;
    }

    /** The list with this upstream at that place, or at the end where the list is shorter by now. */
    ArrayNode with(int index, JsonNode upstream) {
        var more = upstreams.deepCopy();
        more.insert(Math.min(index, more.size()), upstream);
        return more;
    }

    private static String dial(JsonNode upstream) {
        return upstream.path("dial").asText();
    }
}
