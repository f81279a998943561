package dev.slipway.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Messages in the shape of GitHub's, with as much of them as anybody looks at. */
public final class Payloads {
    /** A commit. */
    public static final String SHA = "9d2f0a6b5c4e3f1827364554637281900ffeeddc";
    /** The commit before it. */
    public static final String BEFORE = "1111111111222222222233333333334444444444";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPOSITORY = """
            "repository": {"id": 4711, "full_name": "acme/shop", "clone_url": "https://github.example/acme/shop.git",
                           "pushed_at": 1763700000},
            "sender": {"login": "mira"}""";

    private Payloads() {}

    /** A run of a workflow that ended well. */
    public static ObjectNode run() {
        return of("""
                {"action": "completed",
                 "workflow_run": {"id": 5000000001, "name": "Build", "path": ".github/workflows/build.yml@main",
                    "workflow_id": 77, "run_number": 1873, "run_attempt": 1, "event": "push", "status": "completed",
                    "conclusion": "success", "head_branch": "main", "head_sha": "%s", "actor": {"login": "mira"},
                    "head_repository": {"id": 4711, "full_name": "acme/shop"},
                    "head_commit": {"id": "%1$s", "message": "Faster search\\n\\nMore of it."}},
                 %s}""".formatted(SHA, REPOSITORY));
    }

    /** A release that was published. */
    public static ObjectNode release() {
        return of("""
                {"action": "published",
                 "release": {"id": 900, "tag_name": "v1.4.2", "target_commitish": "main", "name": "Autumn", "draft": false,
                    "prerelease": false, "published_at": "2026-11-20T12:00:00Z",
                    "assets": [{"name": "shop-1.4.2.tar.gz"}, {"name": "notes.txt"}]},
                 %s}""".formatted(REPOSITORY));
    }

    /** A push to the branch main. */
    public static ObjectNode push() {
        return of("""
                {"ref": "refs/heads/main", "before": "%s", "after": "%s", "deleted": false, "forced": false,
                 "head_commit": {"id": "%2$s", "message": "Faster search", "timestamp": "2026-11-20T12:00:00+01:00"},
                 "pusher": {"name": "mira"}, %s}""".formatted(BEFORE, SHA, REPOSITORY));
    }

    /** A deployment that somebody asked GitHub for. */
    public static ObjectNode deployment() {
        return of("""
                {"action": "created",
                 "deployment": {"id": 333, "task": "deploy", "environment": "production", "ref": "main", "sha": "%s",
                    "description": "Please", "creator": {"login": "mira"}},
                 %s}""".formatted(SHA, REPOSITORY));
    }

    /** What GitHub sends first. */
    public static ObjectNode ping() {
        return of("{\"zen\": \"Keep it logically awesome.\", \"hook_id\": 1, \"organization\": {\"login\": \"acme\"}}");
    }

    /** The same with another value, as JSON, at this place. */
    public static ObjectNode with(ObjectNode message, String path, String value) {
        var changed = message.deepCopy();
        var names = path.split("/", -1);
        JsonNode node = changed;
        for (var i = 0; i < names.length - 1; i++) {
            node = node.path(names[i]);
        }
        try {
            ((ObjectNode) node).set(names[names.length - 1], JSON.readTree(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value, e);
        }
        return changed;
    }

    /** The same without this. */
    public static ObjectNode without(ObjectNode message, String path) {
        var changed = message.deepCopy();
        var cut = path.lastIndexOf('/');
        var parent = cut < 0 ? changed : changed.at("/" + path.substring(0, cut));
        ((ObjectNode) parent).remove(path.substring(cut + 1));
        return changed;
    }

    private static ObjectNode of(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
