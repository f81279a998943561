package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.qute.TemplateExtension;
import java.net.URI;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** Where to go on after signing in; only ever to a page of our own. */
final class Next {
    private Next() {}

    static String of(@Nullable String asked) {
        return asked != null && asked.matches("/(?:[A-Za-z0-9._~-][A-Za-z0-9._~/?&=%+#:-]*)?") ? asked : "/";
    }

    /** As it may stand in an address. */
    @TemplateExtension
    static String inQuery(String next) {
        return URLEncoder.encode(next, UTF_8);
    }

    static URI uri(@Nullable String asked) {
        try {
            return URI.create(of(asked));
        } catch (IllegalArgumentException _) {
            return URI.create("/");
        }
    }
}
