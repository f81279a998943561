package dev.slipway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Makes people for tests, and lets them come in as a browser does. */
@ApplicationScoped
public class Visitors {
    public static final String PASSWORD = "gravel lantern umbrella seventeen";
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]{32})\"");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private final People people;

    Visitors(People people) {
        this.people = people;
    }

    /** A person with these roles and {@link #PASSWORD}. */
    public String person(Grant... grants) {
        var name = "p" + COUNT.incrementAndGet();
        var invited = (People.Outcome.Invited) people.invite(name, new Grants(Arrays.asList(grants)), "test");
        assertThat(people.accept(invited.link().reference().reveal(), null, Secret.of(PASSWORD)))
                .isInstanceOf(People.Outcome.Done.class);
        return name;
    }

    People people() {
        return people;
    }

    /** Somebody with a browser. */
    static RequestSpecification browser() {
        return given().redirects().follow(false).header("Sec-Fetch-Site", "same-origin");
    }

    /** A browser of whoever has this session. */
    public static RequestSpecification with(String session) {
        return browser().cookie(SessionCookie.NAME, session);
    }

    /** Signs in and answers the session's reference. */
    public static String signIn(String name) {
        var answer = tryToSignIn(name, PASSWORD, "");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        return answer.cookie(SessionCookie.NAME);
    }

    static Response tryToSignIn(String name, String password, String code) {
        var page = browser().get("/login");
        return browser()
                .cookies(page.cookies())
                .formParam("token", formToken(page))
                .formParam("name", name)
                .formParam("password", password)
                .formParam("code", code)
                .post("/login");
    }

    /** The token that a page's forms bring back. */
    public static String formToken(Response page) {
        var found = FORM_TOKEN.matcher(page.asString());
        assertThat(found.find())
                .as("a form on %s", page.asString().toLowerCase(Locale.ROOT))
                .isTrue();
        return found.group(1);
    }
}
