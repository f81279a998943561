package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.release.source.Source;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release to be fetched, as a caller describes it.
 *
 * @param field the field that says where it is, e.g. {@code git}
 */
record SourceFields(
        String version,
        @Nullable String commit,
        @Nullable String notes,
        @Nullable String migrations,
        String field,
        Source source) {
    private static final List<String> KINDS = List.of("url", "git", "github", "s3");

    static SourceFields read(InputStream body) {
        var fields =
                Bodies.fields(body, "version", "commit", "notes", "migrations", "url", "sha256", "git", "github", "s3");
        List<String> said = KINDS.stream().filter(fields::has).toList();
        if (said.size() != 1) {
            fields.wrong("url", "or git, github, s3: one of these says where the release is");
        } else if (fields.has("sha256") && !fields.has("url")) {
            fields.wrong("sha256", "belongs to url");
        }
        String version = needed(fields, "version");
        String commit = fields.text("commit");
        String notes = fields.text("notes");
        String migrations = fields.text("migrations");
        String url = fields.has("url") ? needed(fields, "url") : "";
        String sha256 = fields.has("url") ? needed(fields, "sha256") : "";
        fields.check();
        String kind = said.getFirst();
        Source source =
                switch (kind) {
                    case "git" -> git(fields.node(kind));
                    case "github" -> github(fields.node(kind));
                    case "s3" -> s3(fields.node(kind));
                    default -> new Source.Url(url, sha256);
                };
        return new SourceFields(version, commit, notes, migrations, kind, source);
    }

    private static Source git(@Nullable JsonNode json) {
        var fields = object(json, "url", "ref", "key", "hostKey");
        var source = new Source.Git(
                needed(fields, "url"), needed(fields, "ref"), fields.text("key"), fields.text("hostKey"));
        fields.check();
        return source;
    }

    private static Source github(@Nullable JsonNode json) {
        var fields = object(json, "repository", "tag", "asset", "run", "artifact");
        String repository = needed(fields, "repository");
        boolean ofRun = fields.has("run") || fields.has("artifact");
        if (ofRun && (fields.has("tag") || fields.has("asset"))) {
            fields.wrong("run", "and artifact, or tag and asset, but not both");
        }
        Source source = ofRun
                ? new Source.GithubArtifact(repository, run(fields), needed(fields, "artifact"))
                : new Source.GithubAsset(repository, needed(fields, "tag"), needed(fields, "asset"));
        fields.check();
        return source;
    }

    /** Ids of runs have outgrown what a small number holds. */
    private static long run(Fields fields) {
        JsonNode run = fields.node("run");
        if (run == null || !run.isIntegralNumber() || !run.canConvertToLong() || run.longValue() < 1) {
            fields.wrong("run", "must be the number of a workflow run");
            return 1;
        }
        return run.longValue();
    }

    private static Source s3(@Nullable JsonNode json) {
        var fields = object(json, "bucket", "key", "versionId", "region");
        var source = new Source.S3(
                needed(fields, "bucket"), needed(fields, "key"), fields.text("versionId"), fields.text("region"));
        fields.check();
        return source;
    }

    private static Fields object(@Nullable JsonNode json, String... known) {
        if (json == null) {
            throw new IllegalStateException("Looked for a field that is not there");
        }
        return Fields.of(json, known);
    }

    private static String needed(Fields fields, String name) {
        String text = fields.text(name);
        if (text == null) {
            fields.wrong(name, "is missing");
            return "";
        }
        return text;
    }
}
