package dev.slipway.dashboard;

import dev.slipway.dashboard.CheckPages.Report;
import dev.slipway.fleet.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One of the six steps.
 *
 * @param step its word in the address
 * @param key line for {@code authorized_keys}; null: there is no key yet
 * @param reports what the checks found; null: not asked
 * @param fingerprints host keys that a person has to accept first
 * @param stored whether the fleet is stored
 * @param release newest release of the application; null: none came yet
 * @param live release that is live; null: none
 * @param taken servers that were read from an inventory just now and are not stored; null: none were
 */
record SetupPage(
        String step,
        SetupAnswers answers,
        List<Step> steps,
        List<Mistake> mistakes,
        @Nullable String key,
        @Nullable List<Report> reports,
        List<Shown> fingerprints,
        boolean stored,
        @Nullable String release,
        @Nullable String live,
        List<String> pipelines,
        String base,
        String who,
        String token,
        @Nullable SetupImport taken) {

    /** All steps in order, with their words. */
    static final List<String> ORDER = List.of("account", "application", "servers", "balancer", "build", "deploy");

    /** One step in the strip. */
    record Step(String id, String word, int number, boolean done) {}

    /** A host key that a server shows and nobody accepted. */
    record Shown(String server, String fingerprint) {}

    static List<Step> steps(SetupAnswers answers, boolean stored, boolean released, boolean live) {
        var done = List.of(
                true,
                answers.hasApplication(),
                stored,
                stored && !answers.get("driver").isEmpty(),
                released,
                live);
        var words = List.of("Your account", "Application", "Servers", "Balancer", "Your build", "First deployment");
        var steps = new ArrayList<Step>();
        for (var i = 0; i < ORDER.size(); i++) {
            steps.add(new Step(ORDER.get(i), words.get(i), i + 1, done.get(i)));
        }
        return steps;
    }

    /** The same page with servers that were read, for a person to look at and store. */
    SetupPage with(SetupImport read) {
        var filled = new TreeMap<>(answers.answers());
        filled.putAll(read.answers());
        return new SetupPage(
                step,
                new SetupAnswers(filled),
                steps,
                mistakes,
                key,
                reports,
                fingerprints,
                stored,
                release,
                live,
                pipelines,
                base,
                who,
                token,
                read);
    }

    /** An answer, or nothing yet. */
    public String answer(String field) {
        return answers.get(field);
    }

    public String title() {
        return steps.stream()
                .filter(one -> one.id().equals(step))
                .map(Step::word)
                .findFirst()
                .orElse("Set up");
    }

    public String fleet() {
        return answers.fleet();
    }

    /** The step that follows. */
    public String next() {
        return after(step);
    }

    /** The step that follows this one; the last is followed by itself. */
    static String after(String step) {
        return ORDER.get(Math.min(ORDER.size() - 1, ORDER.indexOf(step) + 1));
    }
}
