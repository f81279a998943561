package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads servers out of an Ansible inventory or a Terraform state, once, for a fleet document.
 *
 * <p>Nothing is stored, no file is opened and no server is asked. What is encrypted or computed is never guessed, and
 * what would be a mistake in a fleet document is left out: both are told in remarks.
 */
public final class Inventory {
    /** Characters that a text may have. */
    public static final int LARGEST = 2 << 20;

    /** Servers that are taken at once. */
    static final int MOST = 1000;

    private static final Pattern KEY = Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\\s:#\"'\\[]+)\\s*:(\\s+.*)?");

    private Inventory() {}

    /**
     * One server that was found, as a fleet document can name it.
     *
     * @param port null: none is written, so that the fleet's counts
     * @param user null: none is written, so that the fleet's counts
     * @param labels {@code group} or {@code zone}
     * @param member what a balancer probably calls it: an id where a cloud gave one
     */
    public record Found(
            String name,
            String host,
            @Nullable Integer port,
            @Nullable String user,
            Map<String, String> labels,
            String member) {
        public Found {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Everything that was found.
     *
     * @param remarks what a person should know, such as what was left out, in the order of the text
     */
    public record Imported(List<Found> servers, List<String> remarks) {
        public Imported {
            servers = List.copyOf(servers);
            remarks = List.copyOf(remarks);
        }
    }

    /** What reading a text came to. */
    public sealed interface Read {
        /** There is at least one server. */
        record Right(Imported imported) implements Read {}

        /** It is no inventory and no state, or has no server that can be taken. */
        record Wrong(List<Mistake> mistakes) implements Read {
            public Wrong {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /**
     * Reads the servers that a pattern names.
     *
     * @param pattern groups and hosts as Ansible writes them, such as {@code web:!canary}; empty: all
     */
    public static Read read(String text, String pattern) {
        var mistakes = new Mistakes();
        if (text.length() > LARGEST) {
            mistakes.add(0, "", "is longer than " + LARGEST + " characters: send a part of it");
            return new Read.Wrong(mistakes.list());
        }
        Optional<InventoryPattern> wanted = InventoryPattern.read(pattern, mistakes);
        List<InventoryServer> all = servers(text, mistakes);
        if (!mistakes.none() || wanted.isEmpty()) {
            return new Read.Wrong(mistakes.list());
        }
        List<InventoryServer> chosen = all.stream().filter(wanted.get()::takes).toList();
        if (chosen.size() > MOST) {
            mistakes.add(
                    0,
                    "",
                    "these are " + chosen.size() + " servers, and at most " + MOST
                            + " are taken at once: choose a group");
            return new Read.Wrong(mistakes.list());
        }
        if (chosen.isEmpty()) {
            mistakes.add(
                    0,
                    "",
                    all.isEmpty()
                            ? "names no server"
                            : "none of its " + all.size() + " servers is in " + InventoryText.shown(pattern));
            return new Read.Wrong(mistakes.list());
        }
        return sift(chosen);
    }

    private static Read sift(List<InventoryServer> chosen) {
        var sieve = new InventorySieve();
        List<Found> servers = sieve.take(chosen);
        if (!servers.isEmpty()) {
            return new Read.Right(new Imported(servers, sieve.remarks()));
        }
        List<Mistake> why = new ArrayList<>();
        sieve.remarks().forEach(remark -> why.add(new Mistake(0, "", remark)));
        why.add(new Mistake(0, "", "none of its servers can be taken"));
        return new Read.Wrong(why);
    }

    /** A state is JSON; what begins as a mapping does is YAML; the rest is the other form of an inventory. */
    private static List<InventoryServer> servers(String text, Mistakes mistakes) {
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (unmarked.stripLeading().startsWith("{")) {
            return InventoryState.read(unmarked, mistakes);
        }
        String first = unmarked.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .findFirst()
                .orElse("");
        if (first.isEmpty()) {
            mistakes.add(0, "", "is empty: send an Ansible inventory or a Terraform state");
            return List.of();
        }
        return first.startsWith("---")
                        || first.startsWith("%YAML")
                        || KEY.matcher(first).matches()
                ? InventoryYaml.read(unmarked, mistakes)
                : InventoryIni.read(unmarked, mistakes);
    }
}
