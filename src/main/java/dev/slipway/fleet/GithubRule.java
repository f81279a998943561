package dev.slipway.fleet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of GitHub's webhook begin a deployment, and of what.
 *
 * @param repository e.g. {@code acme/shop}; null: {@code repositoryId} says it
 * @param repositoryId its number, which outlives a renaming; null: the name alone counts
 * @param branches patterns; empty: any
 * @param tags patterns; empty: any, and of {@code push} none
 * @param workflow its file or name; null: any
 * @param events what may have begun the workflow's run
 * @param action of a release, e.g. {@code published}
 * @param environment pattern of a deployment's environment; null: any
 * @param prereleases whether releases that are marked so count
 * @param version template of the release's version
 * @param migrations {@code none}, {@code reversible} or {@code irreversible}
 */
public record GithubRule(
        On on,
        @Nullable String repository,
        @Nullable Long repositoryId,
        List<String> branches,
        List<String> tags,
        @Nullable String workflow,
        List<String> events,
        String action,
        @Nullable String environment,
        boolean prereleases,
        ArtifactPlace place,
        Template version,
        String migrations) {
    public GithubRule {
        branches = List.copyOf(branches);
        tags = List.copyOf(tags);
        events = List.copyOf(events);
    }

    /** The events of GitHub's webhook that may begin a deployment. */
    public enum On {
        /** A run of GitHub Actions that ended well. */
        WORKFLOW_RUN("sha sha7 sha12 repository branch run_id run_number run_attempt run", "{run}-{sha7}"),
        /** A release was published. */
        RELEASE("repository tag", "{tag}"),
        /** Commits, or a tag, were pushed. */
        PUSH("sha sha7 sha12 repository branch tag", "{sha12}"),
        /** Somebody asked GitHub for a deployment. */
        DEPLOYMENT("sha sha7 sha12 repository ref environment deployment_id", "{deployment_id}-{sha7}");

        private final String placeholders;
        private final String version;

        On(String placeholders, String version) {
            this.placeholders = placeholders;
            this.version = version;
        }

        /** As GitHub names it in {@code X-GitHub-Event}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<String> placeholders() {
            return List.of(placeholders.split(" ", -1));
        }

        String version() {
            return version;
        }
    }

    /** Where the files of the release are. */
    public sealed interface ArtifactPlace {
        /** What the run left under this name. */
        record WorkflowArtifact(Template name) implements ArtifactPlace {}

        /** A file of the release on GitHub; a pattern. */
        record ReleaseAsset(Template pattern) implements ArtifactPlace {}

        /**
         * A file on the web.
         *
         * @param sha256 its digest, or the address of a file that holds it
         */
        record Web(Template url, Template sha256) implements ArtifactPlace {}

        /**
         * The commit itself.
         *
         * @param url null: the address that the message names
         * @param key the stored SSH key to fetch it with; null: over HTTPS
         * @param hostKey what the SSH server must show; null: what its operator has published
         */
        record Git(
                @Nullable String url,
                @Nullable String key,
                @Nullable String hostKey) implements ArtifactPlace {}

        /** For people. */
        default String told() {
            return switch (this) {
                case WorkflowArtifact(Template name) -> "the run's artifact " + name.text();
                case ReleaseAsset(Template pattern) -> "the release's file " + pattern.text();
                case Web(Template url, Template _) -> url.text();
                case Git(String url, String key, String _) ->
                    "the commit" + (url == null ? "" : ", from " + url) + (key == null ? "" : ", with the key " + key);
            };
        }
    }

    /** In words, for people: what it waits for. */
    public String told() {
        var told = new StringBuilder(on.word());
        told.append(" of ").append(Optional.ofNullable(repository).orElse("repository " + repositoryId));
        named(told, ", branch ", branches);
        named(told, ", tag ", tags);
        switch (on) {
            case WORKFLOW_RUN -> {
                if (workflow != null) {
                    told.append(", workflow ").append(workflow);
                }
                named(told, ", begun by ", events);
            }
            case RELEASE -> told.append(", ").append(action).append(prereleases ? ", pre-releases too" : "");
            case DEPLOYMENT -> {
                if (environment != null) {
                    told.append(", environment ").append(environment);
                }
            }
            case PUSH -> {}
        }
        return told.append(": ").append(place.told()).toString();
    }

    private static void named(StringBuilder told, String what, List<String> patterns) {
        if (!patterns.isEmpty()) {
            told.append(what).append(String.join(" or ", patterns));
        }
    }
}
