package dev.slipway.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param check {@code reachable}, {@code host-key}, {@code login}, {@code deploy-path}, {@code tools}, {@code restart},
 *     {@code health} or {@code member}
 * @param ok null: not checked
 * @param said what was found, in words
 * @param mend the line that mends it; null when nothing needs mending
 */
public record Finding(
        String check,
        @Nullable Boolean ok,
        String said,
        @Nullable String mend) {
    static Finding good(String check, String said) {
        return new Finding(check, true, said, null);
    }

    static Finding bad(String check, String said, String mend) {
        return new Finding(check, false, said, mend);
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, null, why, null);
    }
}
