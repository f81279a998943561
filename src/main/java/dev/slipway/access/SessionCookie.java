package dev.slipway.access;

import dev.slipway.secret.Secret;
import jakarta.ws.rs.core.NewCookie;

/**
 * The cookie that holds a session's reference. The prefix makes browsers insist on Secure, on this very host and on the
 * whole of it; they keep it on plain HTTP for loopback addresses alone.
 */
public final class SessionCookie {
    /** Its name. */
    public static final String NAME = "__Host-slipway";

    private static final int FORM_TOKEN = 32;

    private SessionCookie() {}

    /** Hands it to the browser, until that is closed; the session itself ends on the server. */
    public static NewCookie of(Secret reference) {
        return cookie().value(reference.reveal()).build();
    }

    /** Takes it away from the browser. */
    public static NewCookie none() {
        return cookie().value("").maxAge(0).build();
    }

    /** What forms of this session must bring back; tells nothing about the reference. */
    public static String formToken(String reference) {
        return Reference.hash("form " + reference).substring(0, FORM_TOKEN);
    }

    private static NewCookie.Builder cookie() {
        return new NewCookie.Builder(NAME).path("/").secure(true).httpOnly(true).sameSite(NewCookie.SameSite.LAX);
    }
}
