package dev.slipway.release.source;

import dev.slipway.outside.Answered;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Download;
import dev.slipway.outside.Limits;
import dev.slipway.outside.NotReached;
import dev.slipway.outside.Outside;
import dev.slipway.outside.Pause;
import dev.slipway.outside.Target;
import dev.slipway.outside.TooLarge;
import dev.slipway.outside.Tries;
import dev.slipway.release.ReleaseConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;

/** Fetches files from the web within the limits of artifacts. */
@Singleton
class Web {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private final Outside outside;
    private final Limits limits;
    private final Pause pause;

    @Inject
    Web(Outside outside, ReleaseConfig release, FetchConfig fetch) {
        this(
                outside,
                new Limits(fetch.timeout(), release.maxBytes().asLongValue(), Limits.MOST_REDIRECTS),
                Thread::sleep);
    }

    Web(Outside outside, Limits limits, Pause pause) {
        this.outside = outside;
        this.limits = limits;
        this.pause = pause;
    }

    /** A file whose digest somebody gave. */
    Arrival arrive(Source.Url source) throws SourceFailed {
        String sha256 = digest(source);
        Target target = target(source.url());
        return Arrival.of(download(target, limits -> Ask.get(target, limits)), target.shown(), sha256);
    }

    static String digest(Source.Url source) throws SourceFailed {
        String sha256 = source.sha256().strip().toLowerCase(Locale.ROOT);
        if (!SHA256.matcher(sha256).matches()) {
            throw new SourceFailed(
                    "Reading sha256", "it is not a SHA-256 digest in hex", "Send what sha256sum prints for the file");
        }
        return sha256;
    }

    static Target target(String url) throws SourceFailed {
        try {
            return Target.of(url);
        } catch (BadAddress e) {
            throw new SourceFailed("Reading the address", String.valueOf(e.getMessage()), "Mend the address");
        }
    }

    /** The body of a file, which goes on where it stopped. */
    InputStream download(Target shown, Tries.Asks asks) throws SourceFailed {
        try {
            return Download.open(tries(limits), asks);
        } catch (Answered e) {
            throw answered(shown, e);
        } catch (IOException e) {
            throw broken(shown.shown(), e);
        }
    }

    Tries tries(Limits within) {
        return new Tries(outside, pause, within);
    }

    Outside outside() {
        return outside;
    }

    Limits limits() {
        return limits;
    }

    private static SourceFailed answered(Target target, Answered e) {
        String next =
                switch (e.status()) {
                    case 401, 403 -> "Give Slipway credentials for that host: slipway.net.credentials";
                    case 404, 410 -> "Look whether the file is there, and whether it needs credentials";
                    case 429, 500, 502, 503, 504 -> "Slipway tried several times; try again later";
                    default -> "Open the address and see what it answers";
                };
        return new SourceFailed("Fetching " + target.shown(), "it answered " + e.status(), next);
    }

    static SourceFailed broken(String shown, IOException e) {
        String next =
                switch (e) {
                    case NotReached _ ->
                        "Check the address; private hosts and plain HTTP need to be in slipway.net.allow";
                    case TooLarge _ -> "Make it smaller, or raise slipway.release.max-bytes";
                    default -> "Try again; nothing was stored";
                };
        return new SourceFailed("Fetching " + shown, String.valueOf(e.getMessage()), next);
    }
}
