package dev.slipway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * Somebody who went to the provider, and has not come back yet.
 *
 * @param key the cookie that Slipway gave along
 * @param callback where the provider sent the browser
 */
record SsoTrip(String key, String callback) {
    /** Goes to the provider and as far as its answer. */
    static SsoTrip there(RequestSpecification browser, String from) {
        var sent = browser.urlEncodingEnabled(false).get(from);
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        var answer = browser().get(sent.header("Location"));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(302);
        return new SsoTrip(sent.cookie(SsoCookie.NAME), answer.header("Location"));
    }

    static SsoTrip there() {
        return there(Visitors.browser(), "/sign-in/sso");
    }

    /** Comes back. */
    Response back() {
        return back(callback);
    }

    /** Comes back to another address than the provider said. */
    Response back(String address) {
        return browser().cookie(SsoCookie.NAME, key).get(address);
    }

    /** Comes back with the session that is to be proved. */
    Response backInto(String session) {
        return browser()
                .cookie(SsoCookie.NAME, key)
                .cookie(SessionCookie.NAME, session)
                .get(callback);
    }

    /** What the provider put into the address. */
    String value(String name) {
        return callback.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    /** Signs in and answers the session's reference. */
    static String signIn() {
        var answer = there().back();
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        return answer.cookie(SessionCookie.NAME);
    }

    /** What comes from the provider comes from another site, and is taken as it is. */
    private static RequestSpecification browser() {
        return given().redirects().follow(false).urlEncodingEnabled(false).header("Sec-Fetch-Site", "cross-site");
    }
}
