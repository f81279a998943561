package dev.slipway.fleet;

import dev.slipway.audit.Audit;
import dev.slipway.fleet.GithubRule.ArtifactPlace;
import dev.slipway.secret.Secret;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** SSH keys for nodes and repositories. The private half is stored sealed and is handed out to connections only. */
@ApplicationScoped
public class Keys {
    private final KeyTable table;
    private final Secrets secrets;
    private final Fleets fleets;
    private final Audit audit;
    private final InstantSource clock;

    Keys(KeyTable table, Secrets secrets, Fleets fleets, Audit audit, InstantSource clock) {
        this.table = table;
        this.secrets = secrets;
        this.fleets = fleets;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of storing a key. */
    public sealed interface Put {
        /** Stored; {@code isNew} tells whether there was none of this name. */
        record Stored(StoredKey key, boolean isNew) implements Put {}

        /** Nothing changed. */
        record Wrong(Mistake mistake) implements Put {}

        /** Nothing changed: a key is made only under a new name. */
        record Exists(String why) implements Put {}
    }

    /** What came of removing a key. */
    public sealed interface Removal {
        /** It is gone. */
        record Removed() implements Removal {}

        /** There was none. */
        record Unknown() implements Removal {}

        /** Nothing changed: a fleet uses it. */
        record InUse(String why) implements Removal {}
    }

    /** Stores a private key, in OpenSSH or PEM form and without a passphrase. */
    @Transactional
    public Put put(String name, Secret pem, String actor) {
        if (!name.matches(FleetDocument.NAME)) {
            return new Put.Wrong(new Mistake(0, "name", FleetDocument.NAME_RULE));
        }
        try {
            String publicKey = PrivateKeyText.publicKey(pem.reveal());
            StoredKey key =
                    new StoredKey(name, publicKey + " " + name, HostKeys.fingerprint(publicKey), clock.instant());
            boolean isNew = table.find(name).isEmpty();
            table.put(key, secrets.seal(pem, purpose(name)));
            audit.record(actor, "key.put", "key:" + name, key.fingerprint());
            return new Put.Stored(key, isNew);
        } catch (PrivateKeyText.Unusable e) {
            return new Put.Wrong(new Mistake(0, "body", String.valueOf(e.getMessage())));
        }
    }

    /** Makes an Ed25519 pair under a new name. */
    @Transactional
    public Put generate(String name, String actor) {
        if (table.find(name).isPresent()) {
            return new Put.Exists("there is a key " + name + " already; remove it or take another name");
        }
        return put(name, Secret.of(PrivateKeyText.generate()), actor);
    }

    /** All keys in the order of their names. */
    @Transactional
    public List<StoredKey> list() {
        return table.list();
    }

    /** The key of this name. */
    @Transactional
    public Optional<StoredKey> find(String name) {
        return table.find(name);
    }

    /** Whether any server is reached with this key. */
    @Transactional
    public boolean reachesServers(String name) {
        return fleets.list().stream().anyMatch(fleet -> uses(fleet, name));
    }

    /** Whether a server of the fleet, or one of its balancers', is reached with this key. */
    public static boolean uses(Fleet fleet, String name) {
        var key = new KeyRef.Stored(name);
        return fleet.nodes().stream().anyMatch(node -> node.key().equals(key))
                || fleet.balancers().values().stream()
                        .anyMatch(balancer -> name.equals(balancer.options().get("key")));
    }

    /** Whether a rule of the fleet fetches repositories with this key. */
    @Transactional
    public boolean fetches(String fleet, String name) {
        return fleets.triggers(fleet).github().stream()
                .anyMatch(rule -> rule.place() instanceof ArtifactPlace.Git git && name.equals(git.key()));
    }

    /** Removes a key that no fleet uses. */
    @Transactional
    public Removal remove(String name, String actor) {
        if (table.find(name).isEmpty()) {
            return new Removal.Unknown();
        }
        for (Fleet fleet : fleets.list()) {
            if (uses(fleet, name) || fetches(fleet.name(), name)) {
                return new Removal.InUse("the fleet " + fleet.name() + " uses the key " + name);
            }
        }
        table.remove(name);
        audit.record(actor, "key.remove", "key:" + name, "removed");
        return new Removal.Removed();
    }

    /**
     * The private key, for a connection.
     *
     * @throws IOException when there is no such key, or its file cannot be read; the message says which
     * @throws SQLException when the database did not answer
     */
    public Secret pem(KeyRef key) throws IOException, SQLException {
        return switch (key) {
            case KeyRef.Stored(String name) ->
                secrets.open(
                        table.sealed(name)
                                .orElseThrow(() -> new IOException(
                                        "there is no SSH key " + name + ": store one with PUT /api/v1/keys/" + name)),
                        purpose(name));
            case KeyRef.File(String path) -> file(path);
        };
    }

    private static Secret file(String path) throws IOException {
        try {
            return Secret.of(Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new IOException(
                    "the key file " + path + " cannot be read on Slipway's server: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    private static String purpose(String name) {
        return KeyTable.PURPOSE + name;
    }
}
