package dev.slipway.release;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for names of entries and targets of links. */
final class EntryName {
    private static final int MAX_PART_BYTES = 255;
    private static final int MAX_BYTES = 4096;

    private EntryName() {}

    /** Decodes a name and refuses what is not UTF-8, instead of putting question marks in its place. */
    static String decode(byte[] bytes, int from, int length) throws ArtifactRefused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new ArtifactRefused(
                    new String(bytes, from, length, StandardCharsets.ISO_8859_1), "has a name that is not UTF-8");
        }
    }

    /**
     * The name as a path of the manifest: without {@code .}, doubled and trailing slashes.
     *
     * @return the empty string for the archive's own root
     */
    static String normal(String name) throws ArtifactRefused {
        checkCharacters(name, name);
        if (name.isEmpty()) {
            throw new ArtifactRefused(name, "has no name");
        }
        if (name.startsWith("/")) {
            throw new ArtifactRefused(name, "has an absolute path; only paths inside the release are taken");
        }
        var parts = new ArrayList<String>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new ArtifactRefused(name, "has \"..\" in its path");
            }
            if (bytes(part) > MAX_PART_BYTES) {
                throw new ArtifactRefused(name, "has a part longer than " + MAX_PART_BYTES + " bytes in its path");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String path = String.join("/", parts);
        if (bytes(path) > MAX_BYTES) {
            throw new ArtifactRefused(name, "has a path longer than " + MAX_BYTES + " bytes");
        }
        return path;
    }

    /** Refuses what no target of a link may be, wherever it leads. */
    static String target(String entry, @Nullable String target) throws ArtifactRefused {
        if (target == null || target.isEmpty()) {
            throw new ArtifactRefused(entry, "is a link without a target");
        }
        checkCharacters(entry, target);
        if (target.startsWith("/")) {
            throw new ArtifactRefused(entry, "is a link to an absolute path");
        }
        if (bytes(target) > MAX_BYTES) {
            throw new ArtifactRefused(entry, "is a link with a target longer than " + MAX_BYTES + " bytes");
        }
        return target;
    }

    /** What two names have in common that a file system without case or with composed characters takes for one. */
    static String folded(String path) {
        boolean plain = path.chars().allMatch(c -> c < 'A' || (c > 'Z' && c < 0x7f));
        if (plain) {
            return path;
        }
        return Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static void checkCharacters(String entry, String text) throws ArtifactRefused {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                throw new ArtifactRefused(entry, "has a control character in a name");
            }
            if (c == '\\') {
                throw new ArtifactRefused(entry, "has a backslash in a name; paths use \"/\"");
            }
            if (c == '\uFFFD' || (Character.isSurrogate(c) && !paired(text, i))) {
                throw new ArtifactRefused(entry, "has a name that is not UTF-8");
            }
        }
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
