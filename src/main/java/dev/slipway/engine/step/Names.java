package dev.slipway.engine.step;

/** Makes names fit for job ids, which allow {@code [A-Za-z0-9._-]} only. */
final class Names {
    private Names() {}

    /** The same name with every other character as its code, so that two names never become one. */
    static String of(String name) {
        var out = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c < 128 && (Character.isLetterOrDigit(c) || c == '.')) {
                out.appendCodePoint(c);
            } else {
                out.append('_').append(Integer.toHexString(c)).append('_');
            }
        });
        return out.toString();
    }
}
