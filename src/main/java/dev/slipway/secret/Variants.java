package dev.slipway.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The forms in which programs print a secret without meaning to. */
final class Variants {
    private static final int BITS_OF_A_BYTE = 8;
    private static final int BITS_OF_A_DIGIT = 6;
    private static final int OFFSETS = 3;

    private Variants() {}

    static Set<String> of(String secret) {
        var forms = new LinkedHashSet<String>();
        forms.add(secret);
        // Logs are kept by the line, so a secret of several is met in pieces.
        secret.lines().map(String::strip).forEach(line -> forms(line, forms));
        forms(secret, forms);
        forms.removeIf(form -> form.length() < Mask.SHORTEST || form.contains("\n"));
        return forms;
    }

    private static void forms(String text, Set<String> forms) {
        if (text.length() < Mask.SHORTEST) {
            return;
        }
        forms.add(text);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var offset = 0; offset < OFFSETS; offset++) {
            forms.add(inside(bytes, offset, Base64.getEncoder()));
            forms.add(inside(bytes, offset, Base64.getUrlEncoder()));
        }
        var hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        var url = URLEncoder.encode(text, StandardCharsets.UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        forms.add(component(url));
        var json = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
        forms.add(json);
        forms.add(json.replace("/", "\\/"));
        forms.add(text.replace("'", "'\\''")); // as people and bash's trace quote it
        forms.add(text.replace("'", "'\"'\"'")); // as dash's trace and Python quote it
        forms.add(text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("$", "\\$")
                .replace("`", "\\`"));
    }

    /** As JavaScript's {@code encodeURIComponent}, which leaves more as it is. */
    private static String component(String url) {
        return url.replace("+", "%20")
                .replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%7E", "~");
    }

    /** The digits that depend on the secret alone, wherever in a longer text it stood. */
    private static String inside(byte[] secret, int offset, Base64.Encoder encoder) {
        var text = new byte[offset + secret.length];
        System.arraycopy(secret, 0, text, offset, secret.length);
        var from = (offset * BITS_OF_A_BYTE + BITS_OF_A_DIGIT - 1) / BITS_OF_A_DIGIT;
        var to = text.length * BITS_OF_A_BYTE / BITS_OF_A_DIGIT;
        return encoder.encodeToString(text).substring(from, to);
    }
}
