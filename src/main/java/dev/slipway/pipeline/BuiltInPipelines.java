package dev.slipway.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pipelines that come with Slipway, read from its own files when it starts. */
final class BuiltInPipelines {
    /** A class path cannot be listed, so a new file must be named here. */
    private static final List<String> NAMES = List.of("generic", "laravel");

    private final Map<String, BuiltIn> byName = new TreeMap<>();

    BuiltInPipelines() {
        for (String name : NAMES) {
            String document = load(name);
            switch (PipelineDocument.parse(document, name)) {
                case Parsed.Sound sound -> byName.put(name, new BuiltIn(sound.pipeline(), document));
                case Parsed.Wrong wrong ->
                    throw new IllegalStateException("The built-in pipeline " + name + " is wrong: " + wrong.mistakes());
            }
        }
    }

    /** A pipeline with the text it was read from. */
    record BuiltIn(Pipeline pipeline, String document) {}

    List<BuiltIn> all() {
        return List.copyOf(byName.values());
    }

    Optional<BuiltIn> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private static String load(String name) {
        try (@Nullable InputStream in = BuiltInPipelines.class.getResourceAsStream("/pipelines/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("The built-in pipeline " + name + " is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
