package dev.slipway.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How GitHub is told about deployments: by the same token that fetches files, or as an app. */
@ConfigMapping(prefix = "slipway.github")
public interface GithubAccess {
    /** The API's address; GitHub Enterprise Server has it at {@code https://<host>/api/v3}. */
    @WithDefault("https://api.github.com")
    String apiUrl();

    /** A token that may write deployments. */
    Optional<String> token();

    /** The id of a GitHub app that is installed where the repositories are; comes before the token. */
    Optional<String> appId();

    /** The file with the app's private key, as GitHub hands it out. */
    Optional<Path> appKeyFile();
}
