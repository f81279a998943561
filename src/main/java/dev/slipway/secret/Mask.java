package dev.slipway.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces secrets in text by {@value #SHOWN}, also as Base64, hex, URL-encoded, JSON-escaped or quoted for a shell. It
 * protects against accidents, not against a program that wants to give a secret away.
 */
public final class Mask {
    /** What is shown instead. */
    public static final String SHOWN = "***";
    /** Shorter ones are not masked: they would blank out words that have nothing to do with them. */
    public static final int SHORTEST = 6;

    private static final int KEY = 4;
    private static final Mask NOTHING = new Mask(List.of());

    /** By their first characters, longest first. */
    private final Map<String, List<String>> variants = new HashMap<>();

    private Mask(Collection<Secret> secrets) {
        for (var secret : secrets) {
            for (var variant : Variants.of(secret.reveal())) {
                var alike = variants.computeIfAbsent(variant.substring(0, KEY), key -> new ArrayList<>());
                if (!alike.contains(variant)) {
                    alike.add(variant);
                }
            }
        }
        variants.values()
                .forEach(alike ->
                        alike.sort(Comparator.comparingInt(String::length).reversed()));
    }

    /** Masks these. */
    public static Mask of(Collection<Secret> secrets) {
        return secrets.isEmpty() ? NOTHING : new Mask(secrets);
    }

    /** Masks nothing. */
    public static Mask nothing() {
        return NOTHING;
    }

    /** The text without the secrets. */
    public String apply(String text) {
        return masked(text, false);
    }

    /** The same for a text whose end was cut off, so that it may end in the beginning of a secret. */
    public String applyToCut(String text) {
        return masked(text, true);
    }

    private String masked(String text, boolean isCut) {
        if (variants.isEmpty()) {
            return text;
        }
        StringBuilder shown = null;
        var copied = 0;
        for (var i = 0; i + KEY <= text.length(); ) {
            var length = secretAt(text, i, isCut);
            if (length == 0) {
                i++;
                continue;
            }
            shown = shown == null ? new StringBuilder(text.length()) : shown;
            shown.append(text, copied, i).append(SHOWN);
            i += length;
            copied = i;
        }
        return shown == null ? text : shown.append(text, copied, text.length()).toString();
    }

    private int secretAt(String text, int at, boolean isCut) {
        for (var variant : variants.getOrDefault(text.substring(at, at + KEY), List.of())) {
            if (text.startsWith(variant, at)) {
                return variant.length();
            }
            var rest = text.length() - at;
            if (isCut && rest < variant.length() && variant.startsWith(text.substring(at))) {
                return rest;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return SHOWN;
    }
}
