package dev.slipway.release.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How GitHub's API is asked for files. */
@ConfigMapping(prefix = "slipway.github")
public interface GithubConfig {
    /** The API's address; GitHub Enterprise Server has it at {@code https://<host>/api/v3}. */
    @WithDefault("https://api.github.com")
    String apiUrl();

    /** A token that may read contents and actions; without one only public repositories can be read, and slowly. */
    Optional<String> token();
}
