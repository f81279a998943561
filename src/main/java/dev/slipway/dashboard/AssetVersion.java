package dev.slipway.dashboard;

import io.quarkus.qute.TemplateGlobal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** A number that changes with styles and scripts, so that browsers may keep these and still see new ones. */
@TemplateGlobal
final class AssetVersion {
    static final String assets = read();

    private AssetVersion() {}

    private static String read() {
        var sum = new CRC32();
        for (var name : new String[] {"app.css", "app.js", "icons.svg"}) {
            try (var in = Thread.currentThread()
                    .getContextClassLoader()
                    .getResourceAsStream("META-INF/resources/assets/" + name)) {
                if (in != null) {
                    sum.update(in.readAllBytes());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
