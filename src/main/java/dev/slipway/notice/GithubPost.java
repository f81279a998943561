package dev.slipway.notice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.fleet.Channel;
import dev.slipway.fleet.Moment;
import dev.slipway.outside.Answer;
import dev.slipway.outside.Answered;
import dev.slipway.outside.Ask;
import dev.slipway.outside.Target;
import dev.slipway.outside.Tries;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GitHub's deployments and their statuses. A deployment is made with the first status that gets through. */
@Singleton
final class GithubPost {
    private static final int DESCRIPTION = 140;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final GithubApp app;
    private final Posts posts;
    private final Outbox outbox;
    private final Wording wording;

    GithubPost(GithubApp app, Posts posts, Outbox outbox, Wording wording) {
        this.app = app;
        this.posts = posts;
        this.outbox = outbox;
        this.wording = wording;
    }

    Outcome send(Channel.Github channel, Notice notice) throws SQLException {
        if (notice.moment().equals(Notice.INACTIVE)
                && outbox.github(notice.line()).isEmpty()) {
            return new Outcome.Sent(); // GitHub never heard of it
        }
        try {
            var token = app.token(channel.repository());
            var id = deployment(channel, notice, token);
            call(status(channel, notice, id), token);
            return new Outcome.Sent();
        } catch (GithubApp.NotSetUp e) {
            return new Outcome.Hopeless(String.valueOf(e.getMessage()));
        } catch (Answered e) {
            return answered(channel, e);
        } catch (IOException e) {
            return new Outcome.Later(Posts.broken(e));
        }
    }

    private long deployment(Channel.Github channel, Notice notice, Secret token)
            throws IOException, GithubApp.NotSetUp, SQLException {
        var known = outbox.github(notice.line());
        if (known.isPresent()) {
            return known.get();
        }
        // An answer to an earlier try may have been lost on its way, or with the instance that waited for it.
        var found = notice.attempt() > 1 ? existing(channel, notice, token) : Optional.<Long>empty();
        long id = found.isPresent() ? found.get() : create(channel, notice, token);
        outbox.github(notice.line(), id);
        return id;
    }

    private long create(Channel.Github channel, Notice notice, Secret token) throws IOException, GithubApp.NotSetUp {
        var facts = notice.facts();
        var body = new LinkedHashMap<String, Object>();
        body.put("ref", facts.commit());
        body.put("task", "deploy");
        body.put("auto_merge", false);
        body.put("required_contexts", List.of());
        body.put("payload", Map.of("slipway", mark(notice)));
        body.put("environment", channel.environment());
        body.put(
                "description",
                Wording.atMost(DESCRIPTION, facts.kind() + " " + facts.release() + " on " + facts.fleet()));
        body.put("transient_environment", channel.temporary());
        body.put("production_environment", channel.production());
        var made = call(post("/repos/" + channel.repository() + "/deployments", body), token);
        var id = made.path("id").asLong();
        if (id < 1) {
            throw new IOException("GitHub answered without an id");
        }
        return id;
    }

    /** By the mark that we leave in the payload. */
    private Optional<Long> existing(Channel.Github channel, Notice notice, Secret token)
            throws IOException, GithubApp.NotSetUp {
        var path = "/repos/" + channel.repository() + "/deployments?per_page=100&sha="
                + escaped(String.valueOf(notice.facts().commit())) + "&environment=" + escaped(channel.environment());
        for (var each : call(Ask.get(app.target(path), Posts.LIMITS), token)) {
            if (each.path("payload").path("slipway").asText("").equals(mark(notice))) {
                return Optional.of(each.path("id").asLong());
            }
        }
        return Optional.empty();
    }

    private static String mark(Notice notice) {
        return notice.line();
    }

    private Ask status(Channel.Github channel, Notice notice, long id) throws GithubApp.NotSetUp {
        var body = new LinkedHashMap<String, Object>();
        body.put("state", state(notice.moment()));
        body.put("description", Wording.atMost(DESCRIPTION, description(notice)));
        wording.link(notice).ifPresent(link -> body.put("log_url", link));
        body.put("environment", channel.environment());
        if (channel.url() != null) {
            body.put("environment_url", channel.url());
        }
        body.put("auto_inactive", true);
        return post("/repos/" + channel.repository() + "/deployments/" + id + "/statuses", body);
    }

    private static String description(Notice notice) {
        var facts = notice.facts();
        if (notice.moment().equals(Notice.INACTIVE)) {
            return facts.release() + " took its place";
        }
        var took = facts.seconds() == null ? "" : " after " + Wording.length(facts.seconds());
        var detail = facts.detail() == null ? "" : ": " + Wording.plain(facts.detail());
        return facts.release() + " " + notice.moment().replace('_', ' ') + took + detail;
    }

    /** GitHub's words for ours; what a person ended, or another deployment replaced, is neither well nor broken. */
    static String state(String moment) {
        return Moment.of(moment)
                .map(known -> switch (known) {
                    case QUEUED, WAITING_APPROVAL -> "queued";
                    case STARTED, HELD, STUCK -> "in_progress";
                    case SUCCEEDED -> "success";
                    case ROLLED_BACK, FAILED -> "failure";
                    case CANCELLED -> "error";
                    case SUPERSEDED -> "inactive";
                })
                .orElse("inactive");
    }

    private Ask post(String path, Map<String, Object> body) throws GithubApp.NotSetUp {
        Target target = app.target(path);
        return Ask.post(target, ChannelJson.write(body).getBytes(StandardCharsets.UTF_8), Posts.LIMITS)
                .with("Content-Type", "application/json");
    }

    private JsonNode call(Ask ask, Secret token) throws IOException {
        try (Answer answer =
                posts.answer(GithubApp.headers(ask).with("Authorization", Secret.of("Bearer " + token.reveal())))) {
            if (answer.status() / 100 != 2) {
                throw Tries.answered(answer);
            }
            return ChannelJson.JSON.readTree(answer.text());
        }
    }

    private Outcome answered(Channel.Github channel, Answered e) {
        var said = "GitHub answered " + e.status();
        if (limited(e)) {
            return new Outcome.Later(said + ": it limits how often it may be asked", notBefore(e), true);
        }
        if (PASSING.contains(e.status())) {
            return new Outcome.Later(said, notBefore(e), false);
        }
        app.forget(channel.repository());
        return new Outcome.Hopeless(
                switch (e.status()) {
                    case 401 -> said + ": it does not take the token; look whether it has run out";
                    case 403, 404 ->
                        said + ": it has no repository " + channel.repository()
                                + ", or the token may not write deployments there";
                    case 422 -> said + ": it does not know the commit, or does not take the environment's name";
                    default -> said;
                });
    }

    private static boolean limited(Answered e) {
        return e.status() == 429
                || (e.status() == 403
                        && (e.header("Retry-After").isPresent()
                                || e.header("X-RateLimit-Remaining")
                                        .filter("0"::equals)
                                        .isPresent()
                                || e.said().toLowerCase(Locale.ROOT).contains("rate limit")));
    }

    private @Nullable Instant notBefore(Answered e) {
        var reset = e.header("X-RateLimit-Remaining")
                .filter("0"::equals)
                .flatMap(_ -> e.header("X-RateLimit-Reset"))
                .filter(text -> text.matches("[0-9]{1,11}"))
                .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
        return e.header("Retry-After")
                .flatMap(posts::instant)
                .or(() -> reset)
                .map(posts::limited)
                .orElse(null);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
