package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: no word of a fleet document or a release can become a part of a command, a path or a page.
 *
 * <p>Method: each field that a shell, a balancer's socket, a node's file system or HTTP gets to see is filled with what
 * would break out of it; each time the whole document is refused with that field named, and nothing is stored.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class HostileWordsTest {
    private static final List<String> HOSTILE = List.of(
            "x'; touch /tmp/out; '",
            "x\"; touch /tmp/out; \"",
            "$(touch /tmp/out)",
            "`touch /tmp/out`",
            "x; touch /tmp/out",
            "x | touch /tmp/out",
            "x && touch /tmp/out",
            "x\ntouch /tmp/out",
            "x\r\nHost: elsewhere",
            "x\u0000y",
            "../../etc/x",
            "-oProxyCommand=touch",
            "<script>alert(1)</script>",
            "x\u202Ey");

    private static final String DOCUMENT = """
            {"fleet": "hostile", "application": "hostile", "environment": "test", "deployPath": "/srv/x",
             "ssh": {"user": "deploy", "key": "k"},
             "pipeline": {"prepare": [{"name": "a", "run": "true"}]},
             "balancers": {"edge": {"driver": "haproxy", "endpoints": ["tcp://127.0.0.1:9"], "backend": "shop"}},
             "nodes": [{"name": "web-1", "host": "127.0.0.1", "members": {"edge": "web-1"}}],
             "health": {"http": {"path": "/health", "port": 8080, "host": "shop", "version": {"header": "X-Version"}}},
             "strategy": {"allowInterruption": true}}""";

    static Stream<Arguments> fields() {
        return Stream.of(
                        "/application",
                        "/environment",
                        "/deployPath",
                        "/ssh/user",
                        "/ssh/key",
                        "/ssh/jump",
                        "/balancers/edge/backend",
                        "/nodes/0/name",
                        "/nodes/0/host",
                        "/nodes/0/user",
                        "/nodes/0/key",
                        "/nodes/0/jump",
                        "/nodes/0/deployPath",
                        "/health/http/path",
                        "/health/http/host",
                        "/health/http/version/header")
                .flatMap(field -> HOSTILE.stream().map(word -> Arguments.of(field, word)));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_field_takes_only_what_it_is_for(String field, String word) throws Exception {
        var document = (ObjectNode) new ObjectMapper().readTree(DOCUMENT);
        var last = field.lastIndexOf('/');
        ((ObjectNode) document.at(field.substring(0, last))).put(field.substring(last + 1), word);

        var answer = given().contentType("application/json").body(document.toString()).put("/api/v1/fleets/hostile");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(422);
        assertThat(answer.jsonPath().getList("mistakes.field", String.class))
                .as(answer.asString())
                .anyMatch(named -> named.endsWith(field.substring(last + 1)));
        assertThat(given().get("/api/v1/fleets/hostile").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("words")
    void a_release_takes_no_such_version(String word) {
        var refused = given().multiPart("version", word)
                .multiPart("artifact", "app.zip", Zips.of("index.html", "hello"))
                .post("/api/v1/applications/hostile/releases");

        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
    }

    static Stream<String> words() {
        return HOSTILE.stream();
    }
}
