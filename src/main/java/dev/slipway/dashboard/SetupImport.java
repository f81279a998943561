package dev.slipway.dashboard;

import dev.slipway.fleet.Inventory;
import dev.slipway.fleet.Inventory.Found;
import dev.slipway.fleet.Inventory.Imported;
import dev.slipway.fleet.Mistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Servers out of an inventory or a state, as the set-up would take them.
 *
 * @param text what was pasted, for it to be mended; empty once it was read, or when it came as a file
 * @param answers what is filled in with them
 */
record SetupImport(
        String text,
        String group,
        int count,
        Map<String, String> answers,
        List<String> remarks,
        List<Mistake> mistakes) {

    static SetupImport of(String text, String group) {
        return switch (Inventory.read(text, group)) {
            case Inventory.Read.Right(Imported imported) -> read(imported, group);
            case Inventory.Read.Wrong(var mistakes) -> wrong(text, group, mistakes);
        };
    }

    static SetupImport of(Path file, String group) {
        try {
            // A character has at most four bytes; a text that is too long is told as one.
            if (Files.size(file) > 4L * Inventory.LARGEST) {
                return wrong("", group, List.of(new Mistake(0, "file", "is larger than 2 MB: send a part of it")));
            }
            var read = of(Files.readString(file), group);
            return new SetupImport("", group, read.count, read.answers, read.remarks, read.mistakes);
        } catch (CharacterCodingException _) {
            return wrong("", group, List.of(new Mistake(0, "file", "is not UTF-8: save it as UTF-8")));
        } catch (IOException e) {
            throw new UncheckedIOException("An upload could not be read again", e);
        }
    }

    private static SetupImport wrong(String text, String group, List<Mistake> mistakes) {
        return new SetupImport(text, group, 0, Map.of(), List.of(), mistakes);
    }

    private static SetupImport read(Imported imported, String group) {
        var remarks = new ArrayList<>(imported.remarks());
        var answers = new LinkedHashMap<String, String>();
        var lines = imported.servers().stream()
                .map(one -> one.name() + " " + one.host())
                .toList();
        answers.put("servers", String.join("\n", lines));
        one(imported, "user", "logins", server -> Objects.toString(server.user(), ""), answers, remarks);
        one(imported, "port", "SSH ports", server -> Objects.toString(server.port(), ""), answers, remarks);
        return new SetupImport("", group, lines.size(), answers, remarks, List.of());
    }

    /** The set-up has one login and one port; a document may have one for each server. */
    private static void one(
            Imported imported,
            String field,
            String words,
            Function<Found, String> of,
            Map<String, String> answers,
            List<String> remarks) {
        var values = new TreeSet<String>();
        imported.servers().forEach(server -> values.add(of.apply(server)));
        if (values.size() > 1) {
            values.remove("");
            remarks.add("Not all have the same of these " + words + ": " + String.join(", ", values)
                    + ". Here is room for one; a fleet document takes one for each server.");
        } else if (!values.first().isEmpty()) {
            answers.put(field, values.first());
        }
    }
}
