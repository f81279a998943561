package dev.slipway.release;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stops being live when an earlier release comes back. */
public final class WayBack {
    private WayBack() {}

    /**
     * From the live one down to the one that comes back, without it.
     *
     * @param newestFirst releases of the application
     * @param live null: none is
     * @param to the one that comes back; when it is newer than the live one, or unknown with it, nothing leaves
     */
    public static <T> List<T> leaving(
            List<T> newestFirst, Function<T, String> version, @Nullable String live, String to) {
        var leaving = new ArrayList<T>();
        var counting = false;
        for (var release : newestFirst) {
            if (version.apply(release).equals(to)) {
                return leaving;
            }
            counting |= version.apply(release).equals(live);
            if (counting) {
                leaving.add(release);
            }
        }
        return leaving;
    }
}
