package dev.slipway.fleet;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places to fill, e.g. <code>https://builds.example.com/{sha}.tar.gz</code>.
 *
 * @param text as it is written
 */
public record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    /** The names of its places, in order. */
    public List<String> places() {
        return PLACE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The places for which there is nothing. */
    public List<String> unfilled(Map<String, String> values) {
        return places().stream().filter(place -> !values.containsKey(place)).toList();
    }

    /**
     * Filled in. A value is never looked at again, whatever it holds.
     *
     * @param written how a value is made fit for its place, e.g. escaped
     */
    public String filled(Map<String, String> values, UnaryOperator<String> written) {
        return PLACE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        written.apply(Objects.requireNonNullElse(values.get(found.group(1)), ""))));
    }
}
