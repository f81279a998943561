package dev.slipway.release.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.outside.Answer;
import dev.slipway.outside.Answered;
import dev.slipway.outside.Ask;
import dev.slipway.outside.Download;
import dev.slipway.outside.Limits;
import dev.slipway.outside.Target;
import dev.slipway.outside.Tries;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files from GitHub: what belongs to a release, and what a workflow run left. */
@Singleton
class Github {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final Web web;
    private final String api;
    private final Optional<Secret> token;

    Github(Web web, GithubConfig config) {
        this.web = web;
        this.api = config.apiUrl().replaceAll("/+$", "");
        this.token = config.token().map(Secret::of);
    }

    Arrival arrive(Source.GithubAsset source) throws SourceFailed {
        String repository = repository(source.repository());
        String what = "the asset " + source.asset() + " of " + source.tag() + " in " + repository;
        JsonNode release = json("/repos/" + repository + "/releases/tags/" + escaped(source.tag()), what);
        JsonNode asset = named(release.path("assets"), source.asset(), what);
        if (!asset.path("state").asText("uploaded").equals("uploaded")) {
            throw new SourceFailed("Fetching " + what, "it is not uploaded yet", "Try again when it is");
        }
        String commit = release.path("target_commitish").asText("");
        return file("/repos/" + repository + "/releases/assets/" + id(asset), asset, what)
                .withCommit(COMMIT.matcher(commit).matches() ? commit : null);
    }

    Arrival arrive(Source.GithubArtifact source) throws SourceFailed {
        String repository = repository(source.repository());
        String what = "the artifact " + source.artifact() + " of run " + source.run() + " in " + repository;
        JsonNode found = json(
                "/repos/" + repository + "/actions/runs/" + source.run() + "/artifacts?per_page=100&name="
                        + escaped(source.artifact()),
                what);
        JsonNode artifact = named(found.path("artifacts"), source.artifact(), what);
        if (artifact.path("expired").asBoolean(false)) {
            throw new SourceFailed("Fetching " + what, "GitHub has deleted it", "Run the workflow again");
        }
        String commit = artifact.path("workflow_run").path("head_sha").asText("");
        return file("/repos/" + repository + "/actions/artifacts/" + id(artifact) + "/zip", artifact, what)
                .withCommit(COMMIT.matcher(commit).matches() ? commit : null);
    }

    private Arrival file(String path, JsonNode described, String what) throws SourceFailed {
        Target target = Web.target(api + path);
        String digest = described.path("digest").asText("");
        @Nullable String sha256 = DIGEST.matcher(digest).matches() ? digest.substring("sha256:".length()) : null;
        try {
            // GitHub leads to a storage of its own; the token stays here, for Outside drops it there.
            var bytes =
                    Download.open(web.tries(web.limits()), limits -> ask(target, limits, "application/octet-stream"));
            return Arrival.of(bytes, "GitHub: " + what, sha256);
        } catch (Answered e) {
            throw answered(what, e);
        } catch (IOException e) {
            throw Web.broken(what, e);
        }
    }

    private JsonNode json(String path, String what) throws SourceFailed {
        Target target = Web.target(api + path);
        try (Answer answer =
                web.tries(Limits.SMALL).send(limits -> ask(target, limits, "application/vnd.github+json"))) {
            if (answer.status() != 200) {
                throw Tries.answered(answer);
            }
            return JSON.readTree(answer.text());
        } catch (Answered e) {
            throw answered(what, e);
        } catch (JsonProcessingException _) {
            throw new SourceFailed(
                    "Asking GitHub for " + what, "it answered no JSON", "Look at slipway.github.api-url");
        } catch (IOException e) {
            throw Web.broken(what, e);
        }
    }

    private Ask ask(Target target, Limits limits, String accept) {
        Ask ask = Ask.get(target, limits).with("Accept", accept).with("X-GitHub-Api-Version", "2022-11-28");
        return token.map(Secret::reveal)
                .map(text -> ask.with("Authorization", Secret.of("Bearer " + text)))
                .orElse(ask);
    }

    private SourceFailed answered(String what, Answered e) {
        boolean limited = e.status() == 429
                || e.header("Retry-After").isPresent()
                || e.header("X-RateLimit-Remaining").filter("0"::equals).isPresent();
        String credentials = token.isPresent()
                ? "Look whether slipway.github.token is valid and may read contents and actions of the repository"
                : "A private repository needs slipway.github.token";
        return switch (e.status()) {
            case 401 -> new SourceFailed("Fetching " + what, "GitHub does not take the token (401)", credentials);
            case 403, 429 ->
                limited
                        ? new SourceFailed(
                                "Fetching " + what,
                                "GitHub limits how often it may be asked (" + e.status() + ")",
                                token.isPresent() ? "Try again later" : "Set slipway.github.token, or try again later")
                        : new SourceFailed("Fetching " + what, "GitHub does not allow it (403)", credentials);
            case 404, 410 ->
                new SourceFailed(
                        "Fetching " + what,
                        "GitHub does not have it, or does not show it (" + e.status() + ")",
                        "Look whether it is there. " + credentials);
            default ->
                new SourceFailed(
                        "Fetching " + what, "GitHub answered " + e.status(), "Slipway tried several times; try later");
        };
    }

    private static JsonNode named(JsonNode list, String name, String what) throws SourceFailed {
        JsonNode found = null;
        for (JsonNode each : list) {
            // Of two artifacts of one name the newer has the greater id.
            if (each.path("name").asText("").equals(name)
                    && (found == null
                            || each.path("id").asLong() > found.path("id").asLong())) {
                found = each;
            }
        }
        if (found == null) {
            throw new SourceFailed("Fetching " + what, "there is no file of that name", "Look at its exact name");
        }
        return found;
    }

    private static long id(JsonNode described) throws SourceFailed {
        long id = described.path("id").asLong();
        if (id < 1) {
            throw new SourceFailed("Asking GitHub", "its answer has no id", "Look at slipway.github.api-url");
        }
        return id;
    }

    private static String repository(String written) throws SourceFailed {
        if (!REPOSITORY.matcher(written).matches() || written.endsWith("/.") || written.endsWith("/..")) {
            throw new SourceFailed("Reading the repository", "it is not written as one", "Write it as owner/name");
        }
        return written;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
