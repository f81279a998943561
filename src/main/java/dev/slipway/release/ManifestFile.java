package dev.slipway.release;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How a manifest is stored: a line for each entry, its fields between tabs, compressed.
 *
 * <p>Names hold no control characters, so no line can be mistaken for two.
 */
final class ManifestFile {
    private static final String FIRST_WORD = "slipway-manifest-1";

    private ManifestFile() {}

    /** Writes and ends the compression, but leaves {@code out} open. */
    static void write(Manifest manifest, long artifactBytes, OutputStream out) throws IOException {
        var gzip = new GZIPOutputStream(out);
        var lines = new BufferedWriter(new OutputStreamWriter(gzip, StandardCharsets.UTF_8));
        lines.write(FIRST_WORD + "\t" + manifest.entries().size() + "\t" + artifactBytes + "\n");
        for (Manifest.Entry entry : manifest.entries()) {
            lines.write(line(entry));
            lines.write('\n');
        }
        lines.flush();
        gzip.finish();
    }

    static Stored read(InputStream in) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
        String first = lines.readLine();
        String[] head = first == null ? new String[0] : first.split("\t", -1);
        if (head.length != 3 || !head[0].equals(FIRST_WORD)) {
            throw new IOException("A stored manifest begins with something else");
        }
        int count = Integer.parseInt(head[1]);
        List<Manifest.Entry> entries = new ArrayList<>(count);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            entries.add(entry(line));
        }
        if (entries.size() != count) {
            throw new IOException("A stored manifest has " + entries.size() + " entries instead of " + count);
        }
        return new Stored(new Manifest(entries), Long.parseLong(head[2]));
    }

    /** A manifest with the size of the artifact it was made from. */
    record Stored(Manifest manifest, long artifactBytes) {}

    private static String line(Manifest.Entry entry) {
        return switch (entry.type()) {
            case FILE ->
                "f\t" + Integer.toOctalString(entry.mode()) + "\t" + entry.size() + "\t" + entry.sha256() + "\t"
                        + entry.path();
            case FOLDER -> "d\t" + Integer.toOctalString(entry.mode()) + "\t" + entry.path();
            case LINK -> "l\t" + entry.target() + "\t" + entry.path();
        };
    }

    private static Manifest.Entry entry(String line) throws IOException {
        String[] field = line.split("\t", -1);
        return switch (field[0] + field.length) {
            case "f5" ->
                new Manifest.Entry(
                        field[4],
                        Manifest.Type.FILE,
                        Integer.parseInt(field[1], 8),
                        Long.parseLong(field[2]),
                        field[3],
                        null);
            case "d3" ->
                new Manifest.Entry(field[2], Manifest.Type.FOLDER, Integer.parseInt(field[1], 8), 0, null, null);
            case "l3" -> new Manifest.Entry(field[2], Manifest.Type.LINK, 0777, 0, null, field[1]);
            default -> throw new IOException("A stored manifest has a line of an unknown kind");
        };
    }
}
