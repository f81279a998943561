package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule.ArtifactPlace;
import dev.slipway.fleet.Template;
import dev.slipway.outside.Answer;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Limits;
import dev.slipway.outside.Outside;
import dev.slipway.outside.Target;
import dev.slipway.outside.Tries;
import dev.slipway.release.Added;
import dev.slipway.release.ArtifactRefused;
import dev.slipway.release.BadRelease;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release.Migrations;
import dev.slipway.release.source.Fetched;
import dev.slipway.release.source.Fetching;
import dev.slipway.release.source.Source;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings the release that a message is about. */
@Singleton
class Bringing {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern ADDRESS = Pattern.compile("(?i)https?://.*");
    private static final String VERSION = "version";

    private final Fetching fetching;
    private final Outside outside;

    Bringing(Fetching fetching, Outside outside) {
        this.fetching = fetching;
        this.outside = outside;
    }

    /** What came of it. */
    sealed interface Brought {
        /** It is stored. */
        record There() implements Brought {}

        /** It will not be, however often it is tried. */
        record Never(String why) implements Brought {}

        /** Another time, perhaps. */
        record NotYet(String why) implements Brought {}
    }

    /** The release's version by the rule; empty: none can be made of what the message says. */
    static String version(Wanted wanted) {
        var template = wanted.rule().version();
        return template.unfilled(wanted.values()).isEmpty()
                ? Values.version(template.filled(wanted.values(), Values::inVersion))
                : "";
    }

    Brought bring(String application, String version, Wanted wanted) {
        var values = new HashMap<>(wanted.values());
        values.put(VERSION, version);
        try {
            return fetch(application, version, wanted, source(wanted, values));
        } catch (CannotBe e) {
            return new Brought.Never(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Brought.NotYet(String.valueOf(e.getMessage()));
        }
    }

    private Brought fetch(String application, String version, Wanted wanted, Source source) throws IOException {
        var meta = new NewRelease(
                version,
                Migrations.valueOf(wanted.rule().migrations().toUpperCase(Locale.ROOT)),
                wanted.commit(),
                null,
                wanted.by());
        try {
            return switch (fetching.fetch(application, meta, source, wanted.by())) {
                case Fetched.Taken taken -> there(taken.added());
                case Fetched.NotTaken(var failure) -> new Brought.NotYet(failure.sentence() + ". " + failure.next());
                case Fetched.Busy _ -> new Brought.NotYet("Other releases are being fetched");
            };
        } catch (BadRelease | ArtifactRefused e) {
            return new Brought.Never(String.valueOf(e.getMessage()));
        }
    }

    private static Brought there(Added added) {
        return switch (added) {
            case Added.Created _, Added.Same _ -> new Brought.There();
            case Added.Clash clash ->
                new Brought.Never("Release " + clash.existing().version()
                        + " is there with other bytes, and releases never change; the rule's version must differ");
        };
    }

    private Source source(Wanted wanted, Map<String, String> values) throws CannotBe, IOException {
        return switch (wanted.rule().place()) {
            case ArtifactPlace.WorkflowArtifact(Template name) ->
                new Source.GithubArtifact(wanted.repository(), wanted.run(), plain(name, values));
            case ArtifactPlace.ReleaseAsset(Template pattern) ->
                new Source.GithubAsset(
                        wanted.repository(), values.getOrDefault("tag", ""), asset(pattern, values, wanted.assets()));
            case ArtifactPlace.Web(Template url, Template sha256) -> {
                var address = inAddress(url, values);
                yield new Source.Url(address, digest(address, sha256, values));
            }
            case ArtifactPlace.Git(String url, String key, String hostKey) ->
                new Source.Git(url == null ? address(wanted, key) : url, wanted.ref(), key, hostKey);
        };
    }

    private static String address(Wanted wanted, @Nullable String key) {
        return key == null ? wanted.clones().https() : wanted.clones().ssh();
    }

    /** A name is asked for as it is; a pattern must fit one file of those that the message names. */
    private static String asset(Template template, Map<String, String> values, List<String> assets) throws CannotBe {
        var pattern = plain(template, values);
        if (!pattern.contains("*") && !pattern.contains("?")) {
            return pattern;
        }
        var fitting = assets.stream().filter(name -> Glob.fits(pattern, name)).toList();
        if (fitting.size() != 1) {
            throw new CannotBe(
                    "The release on GitHub has " + (fitting.isEmpty() ? "no file" : fitting.size() + " files")
                            + " like " + Shown.word(pattern)
                            + " when it is told of; upload it before the release is published, or name it without *");
        }
        return fitting.getFirst();
    }

    private static String plain(Template template, Map<String, String> values) throws CannotBe {
        return checked(template, values).filled(values, value -> value);
    }

    private static String inAddress(Template template, Map<String, String> values) throws CannotBe {
        return checked(template, values).filled(values, Values::inAddress);
    }

    private static Template checked(Template template, Map<String, String> values) throws CannotBe {
        var unfilled = template.unfilled(values);
        if (!unfilled.isEmpty()) {
            throw new CannotBe("The message says nothing of {" + unfilled.getFirst() + "} in " + template.text());
        }
        return template;
    }

    /** The digest itself, or what a file of digests says of the artifact. */
    private String digest(String artifact, Template sha256, Map<String, String> values) throws CannotBe, IOException {
        var written = inAddress(sha256, values);
        if (!ADDRESS.matcher(written).matches()) {
            return written;
        }
        try {
            var target = Target.of(written);
            try (Answer answer =
                    new Tries(outside, Thread::sleep, Limits.SMALL).send(limits -> Ask.get(target, limits))) {
                if (answer.status() != 200) {
                    throw new IOException("Fetching " + target.shown() + ": it answered " + answer.status());
                }
                return listed(answer.text(), artifact.substring(artifact.lastIndexOf('/') + 1), target.shown());
            }
        } catch (BadAddress e) {
            throw new CannotBe("Reading the address of the digest: " + e.getMessage());
        }
    }

    /** What {@code sha256sum} prints: one line for each file; or a digest alone. */
    static String listed(String text, String file, String from) throws IOException {
        var lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("\\s+\\*?", 2))
                .filter(parts -> DIGEST.matcher(parts[0]).matches())
                .toList();
        for (var parts : lines) {
            if (lines.size() == 1 || (parts.length == 2 && parts[1].equals(file))) {
                return parts[0].toLowerCase(Locale.ROOT);
            }
        }
        throw new IOException("Reading " + from + ": it holds no SHA-256 digest of " + Shown.word(file));
    }

    /** What the message and the rule say together makes no sense. */
    private static final class CannotBe extends Exception {
        private static final long serialVersionUID = 1;

        CannotBe(String why) {
            super(why);
        }
    }
}
