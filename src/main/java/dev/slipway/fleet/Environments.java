package dev.slipway.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.audit.Audit;
import dev.slipway.secret.Mask;
import dev.slipway.secret.Secret;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;

/** Environment files of fleets: each change makes a new version, and all of them stay. */
@ApplicationScoped
public class Environments {
    /** How large a file may be. */
    public static final int LARGEST = 64 << 10;
    /** How many versions' values are masked besides those in use: nodes, logs and caches may still hold some. */
    public static final int REMEMBERED = 10;

    private static final Logger LOG = Logger.getLogger(Environments.class.getName());
    private static final int MOST_FILES = 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final EnvironmentTable table;
    private final FleetTable fleets;
    private final Secrets secrets;
    private final Audit audit;
    private final InstantSource clock;

    Environments(EnvironmentTable table, FleetTable fleets, Secrets secrets, Audit audit, InstantSource clock) {
        this.table = table;
        this.fleets = fleets;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of putting a file. */
    public sealed interface Put {
        /**
         * Stored as a new version; or it was so already, and the version is the one before.
         *
         * @param warnings what the person should know, without any value
         */
        record Stored(EnvironmentVersion version, List<String> warnings) implements Put {
            public Stored {
                warnings = List.copyOf(warnings);
            }
        }

        /** Nothing changed; each mistake names its line, and none shows it. */
        record Wrong(List<Mistake> mistakes) implements Put {
            public Wrong {
                mistakes = List.copyOf(mistakes);
            }
        }

        /** Nothing changed: there is no such fleet. */
        record NoFleet() implements Put {}
    }

    /** Puts a file in the place of the one at its path. A blank text is no file: nothing is written any more. */
    @Transactional
    public Put put(String fleet, String path, Secret text, String actor) {
        if (!EnvironmentFile.mayBeAt(path)) {
            return wrong("file", EnvironmentFile.PATH_RULE);
        }
        var file = new EnvironmentFile(path, Secret.of(plain(text.reveal())));
        var dotenv = file.dotenv();
        if (!dotenv.mistakes().isEmpty()) {
            return new Put.Wrong(dotenv.mistakes());
        }
        if (fleets.lockedDocument(fleet).isEmpty()) {
            return new Put.NoFleet();
        }
        var warnings = new ArrayList<>(warnings(dotenv));
        var before = before(fleet, warnings);
        var files = texts(before);
        var old = file.text().reveal().isBlank()
                ? files.remove(path)
                : files.put(path, file.text().reveal());
        if (files.size() > MOST_FILES) {
            return wrong("file", "is one more than the " + MOST_FILES + " that a fleet may have");
        }
        if (files.equals(texts(before))) {
            return new Put.Stored(before, warnings);
        }
        var made = add(fleet, before.number() + 1, files, actor);
        var earlier = Dotenv.parse(old == null ? "" : old);
        audit.record(
                actor,
                "environment.put",
                "fleet:" + fleet,
                path + ", version " + made.number() + ": " + EnvironmentChange.of(earlier, dotenv));
        return new Put.Stored(made, warnings);
    }

    /** What cannot be opened any more must not keep a person from storing it again. */
    private EnvironmentVersion before(String fleet, List<String> warnings) {
        var row = table.newest(fleet);
        try {
            return row.map(this::opened).orElse(EnvironmentVersion.NONE);
        } catch (IllegalStateException _) {
            warnings.add("The files before were sealed with a key that is not here: store each of them again");
            return new EnvironmentVersion(row.orElseThrow().number(), List.of(), null, null);
        }
    }

    private static Put wrong(String field, String problem) {
        return new Put.Wrong(List.of(new Mistake(0, field, problem)));
    }

    /** Lines end with a line feed, also the last one, whatever wrote them. */
    private static String plain(String text) {
        var plain = text.replace("\r\n", "\n");
        return plain.isEmpty() || plain.endsWith("\n") ? plain : plain + "\n";
    }

    private static List<String> warnings(Dotenv dotenv) {
        return dotenv.values().stream()
                .filter(v -> Openness.soundsSecret(v.name()) && !v.value().isEmpty())
                .flatMap(v -> Openness.why(v, dotenv.open()).stream()
                        .map(why -> v.name() + " on line " + v.line() + " is not masked in logs: " + why))
                .toList();
    }

    private EnvironmentVersion add(String fleet, int number, Map<String, String> files, String actor) {
        var id = EnvironmentTable.Row.id(fleet, number);
        String json;
        try {
            json = JSON.writeValueAsString(files);
        } catch (JsonProcessingException _) {
            throw new IllegalStateException("environment files could not be written as JSON"); // its text stays unseen
        }
        var sealed = secrets.seal(Secret.of(json), EnvironmentTable.PURPOSE + id);
        var row = new EnvironmentTable.Row(id, number, sealed, clock.instant(), actor);
        table.add(fleet, row);
        return opened(row);
    }

    /** The newest version. */
    @Transactional
    public EnvironmentVersion newest(String fleet) {
        return table.newest(fleet).map(this::opened).orElse(EnvironmentVersion.NONE);
    }

    /**
     * For a deployment: the newest versions and these, newest first. One that cannot be opened is left out and told in
     * the log: it was sealed with a key that is not here.
     *
     * @throws SQLException when the database did not answer
     */
    public List<EnvironmentVersion> newestAnd(String fleet, int newest, List<Integer> numbers) throws SQLException {
        var found = new ArrayList<EnvironmentVersion>();
        for (var row : table.newestAnd(fleet, newest, numbers)) {
            try {
                found.add(opened(row));
            } catch (IllegalStateException e) {
                LOG.warning("Version " + row.number() + " of the environment of " + fleet + " cannot be used: "
                        + e.getMessage());
            }
        }
        return found;
    }

    /** Hides the values that the fleet's nodes may hold, in what they answer. */
    public Mask mask(String fleet) {
        try {
            return EnvironmentVersion.mask(newestAnd(fleet, REMEMBERED, List.of()));
        } catch (SQLException e) {
            throw new IllegalStateException("the environment could not be read", e);
        }
    }

    private EnvironmentVersion opened(EnvironmentTable.Row row) {
        var json = secrets.open(row.sealed(), EnvironmentTable.PURPOSE + row.id());
        try {
            var files = new ArrayList<EnvironmentFile>();
            JSON.readValue(json.reveal(), new TypeReference<TreeMap<String, String>>() {})
                    .forEach((path, text) -> files.add(new EnvironmentFile(path, Secret.of(text))));
            return new EnvironmentVersion(row.number(), files, row.changedAt(), row.changedBy());
        } catch (JsonProcessingException _) {
            throw new IllegalStateException("the stored files of " + row.id() + " are damaged"); // no text in it
        }
    }

    private static Map<String, String> texts(EnvironmentVersion version) {
        var texts = new LinkedHashMap<String, String>();
        version.files().forEach(file -> texts.put(file.path(), file.text().reveal()));
        return texts;
    }
}
