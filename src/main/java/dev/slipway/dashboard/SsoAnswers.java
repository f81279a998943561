package dev.slipway.dashboard;

import dev.slipway.access.SingleSignOn;
import dev.slipway.access.SsoCookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** What a browser is told about single sign-on: where to go on, or why not. */
final class SsoAnswers {
    private SsoAnswers() {}

    /** To the provider. */
    static Response to(SingleSignOn.Begun begun, String provider, String back) {
        return switch (begun) {
            case SingleSignOn.Begun.Go(var address, var key) ->
                Response.seeOther(address).cookie(SsoCookie.of(key)).build();
            case SingleSignOn.Begun.Wait(var time) -> wait(time, back);
            case SingleSignOn.Begun.No(var why) -> no(why, provider, back);
        };
    }

    static Response no(SingleSignOn.Refused why, String provider, String back) {
        var words = SsoWords.of(why, provider);
        return Refusal.of(words.status(), words.title(), words.detail(), back);
    }

    static Response wait(Duration time, String back) {
        return Response.fromResponse(Refusal.of(429, "Too many tries", DoorPages.tooMany(time), back))
                .header(HttpHeaders.RETRY_AFTER, time.toSeconds())
                .build();
    }

    /** There is no provider. */
    static Response none() {
        return Refusal.notFound("single sign-on here", "/login");
    }
}
