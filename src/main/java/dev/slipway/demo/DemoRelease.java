package dev.slipway.demo;

import dev.slipway.demo.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A release of the demo shop, packed when it is needed; the same bytes each time.
 *
 * @param needs settings that a server must have, or it answers 503
 */
record DemoRelease(String version, String notes, String colour, List<String> needs) {
    static final DemoRelease FIRST = new DemoRelease("1.0.0", "The first one", "#4a5568", List.of());
    static final DemoRelease SECOND = new DemoRelease("1.1.0", "Another colour", "#2b6cb0", List.of());
    static final DemoRelease BROKEN =
            new DemoRelease("1.2.0", "Needs the setting TAX_RULES_URL", "#2f855a", List.of("TAX_RULES_URL"));

    private static final int RUN = 0755;
    private static final int READ = 0644;

    static List<DemoRelease> all() {
        return List.of(FIRST, SECOND, BROKEN);
    }

    byte[] artifact() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
            add(tar, "VERSION", READ, utf8(version + "\n"));
            add(tar, "settings.required", READ, utf8(String.join("\n", needs)));
            add(tar, "bin/restart", RUN, resource(DemoRelease.class, "restart.sh"));
            String page = new String(resource(DemoRelease.class, "index.html"), StandardCharsets.UTF_8);
            add(tar, "public/index.html", READ, utf8(page.replace("{{colour}}", colour)));
            add(tar, "lib/app.jar", READ, jar());
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, int mode, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] jar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            var entry = new JarEntry(Site.class.getName().replace('.', '/') + ".class");
            entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
            jar.putNextEntry(entry);
            jar.write(resource(Site.class, "Site.class"));
        }
        return bytes.toByteArray();
    }

    private static byte[] resource(Class<?> beside, String name) throws IOException {
        try (@Nullable InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not in this build");
            }
            return in.readAllBytes();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
