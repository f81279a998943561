package dev.slipway.access;

import dev.slipway.secret.Secret;
import jakarta.ws.rs.core.NewCookie;

/** What the browser keeps while somebody is at the provider: only there what comes back is taken. */
public final class SsoCookie {
    /** Its name. */
    public static final String NAME = "__Host-slipway-sso";

    private SsoCookie() {}

    /** Hands it to the browser, as long as a sign-in may take. */
    public static NewCookie of(Secret key) {
        return cookie().value(key.reveal())
                .maxAge((int) Errands.LONGEST.toSeconds())
                .build();
    }

    /** Takes it away from the browser. */
    public static NewCookie none() {
        return cookie().value("").maxAge(0).build();
    }

    private static NewCookie.Builder cookie() {
        // Not Strict: the browser comes back from another site.
        return new NewCookie.Builder(NAME).path("/").secure(true).httpOnly(true).sameSite(NewCookie.SameSite.LAX);
    }
}
