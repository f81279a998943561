package dev.slipway.balancer;

import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.secret.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Balancers' tokens: files of one folder on the server that runs Slipway, as container platforms mount secrets. A fleet
 * document names a file and no path, so it cannot have any other file sent to an address of its own. Read at each use:
 * a new token needs no restart.
 */
@Singleton
public final class BalancerSecrets {
    private static final int LONGEST = 8192;
    private final Path folder;

    @Inject
    BalancerSecrets(BalancerConfig config) {
        this(config.secrets());
    }

    /** The files of this folder. */
    public BalancerSecrets(Path folder) {
        this.folder = folder;
    }

    /**
     * The secret of this name.
     *
     * @param who for whom it is read, such as {@code balancer edge}
     * @param field of the fleet document that names the secret
     * @param name of its file; the document's check allows no slash in it
     */
    public Secret read(String who, String field, String name) throws BalancerException {
        var file = folder.resolve(name);
        try {
            if (Files.size(file) > LONGEST) {
                throw unreadable(who, field, file, "it is longer than " + LONGEST + " bytes");
            }
            var text = Files.readString(file).strip();
            if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ')) {
                throw unreadable(who, field, file, "it does not hold one line of text");
            }
            return Secret.of(text);
        } catch (IOException e) {
            throw unreadable(who, field, file, e.getClass().getSimpleName());
        }
    }

    private static BalancerException unreadable(String who, String field, Path file, String why) {
        return new BalancerException(
                new Failure(
                        Category.USER,
                        null,
                        who + ": reading the file of " + field + ", " + file,
                        why,
                        "Put the secret into this file on the server that runs Slipway, readable by its login"
                                + " alone; slipway.balancer.secrets names the folder"),
                false);
    }
}
