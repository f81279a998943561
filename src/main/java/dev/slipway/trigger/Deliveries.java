package dev.slipway.trigger;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.secret.Secret;
import dev.slipway.trigger.DeliveryTable.Arrived;
import dev.slipway.trigger.Message.Unreadable;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Messages of GitHub: taken in at the door, worked on later, kept with their verdict. */
@ApplicationScoped
public class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    /** How large a message may be. GitHub's are 20 KB or so, and may be 25 MB. */
    public static final int LARGEST = 1 << 20;

    private static final Pattern GUID = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Pattern EVENT = Pattern.compile("[a-z_]{1,60}");
    private static final int LONGEST_ACTION = 60;
    /** What a fleet that does not exist compares with, so that it takes as long. */
    private static final Secret NONE = Secret.of("there is no secret");

    private static final String OTHER = Signature.HEADER
            + " does not fit the message: the secret on GitHub is not the one that is here, or something on the way changed"
            + " the message";
    /** Strangers come here too, and the database is the engine's. */
    private static final int AT_ONCE = 2;

    private static final int PATIENCE_SECONDS = 4;

    private final Semaphore door = new Semaphore(AT_ONCE);
    private final Semaphore notes = new Semaphore(AT_ONCE);
    private final Sql sql;
    private final WebhookSecrets secrets;
    private final DeliveryTable table;
    private final Work work;
    private final Audit audit;

    Deliveries(Sql sql, WebhookSecrets secrets, DeliveryTable table, Work work, Audit audit) {
        this.sql = sql;
        this.secrets = secrets;
        this.table = table;
        this.work = work;
        this.audit = audit;
    }

    /**
     * A message at the door; nothing of it is believed yet.
     *
     * @param signature of {@code X-Hub-Signature-256}
     * @param oldSignature of {@code X-Hub-Signature}
     */
    public record Call(
            String fleet,
            @Nullable String signature,
            @Nullable String oldSignature,
            @Nullable String guid,
            @Nullable String event,
            @Nullable String contentType,
            byte[] body) {}

    /** What is answered. */
    public sealed interface Taken {
        /** It is kept, and will be worked on. */
        record Kept(long id, String guid) implements Taken {}

        /** It is not soundly signed, or there is no such fleet: the answer is the same. */
        record Unsigned(String detail) implements Taken {}

        /** Too many come at once; GitHub can be told to send it again. */
        record Busy() implements Taken {}

        /** It is signed, and no message of GitHub's. */
        record Wrong(String detail) implements Taken {}
    }

    /** Takes a message: its signature before all else. */
    public Taken take(Call call) throws JournalUnavailable {
        var objection = Signature.objection(call.signature(), call.oldSignature());
        if (objection != null) {
            turnAway(call.fleet(), objection);
            return new Taken.Unsigned(objection);
        }
        if (!enter()) {
            return new Taken.Busy();
        }
        try {
            return compared(call);
        } finally {
            door.release();
        }
    }

    private boolean enter() {
        try {
            return door.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Notes it. The answer does not wait for that: it is only done for a fleet that exists, so how long it took would
     * tell. Whoever sends many of these is not to keep the database busy.
     */
    private void turnAway(String fleet, String why) {
        if (!notes.tryAcquire()) {
            return;
        }
        Thread.ofVirtual().name("turned-away").start(() -> {
            try {
                table.turnedAway(fleet, why);
            } catch (JournalUnavailable | RuntimeException e) {
                LOG.debugf("A message that was turned away is not noted: %s", e.getMessage());
            } finally {
                notes.release();
            }
        });
    }

    private Taken compared(Call call) throws JournalUnavailable {
        if (!signed(call)) {
            turnAway(call.fleet(), OTHER);
            return new Taken.Unsigned(OTHER);
        }
        if (call.guid() == null || !GUID.matcher(call.guid()).matches()) {
            return new Taken.Wrong("X-GitHub-Delivery is missing, or no id");
        }
        if (call.event() == null || !EVENT.matcher(call.event()).matches()) {
            return new Taken.Wrong("X-GitHub-Event is missing, or no event");
        }
        try {
            var json = Message.json(call.body(), call.contentType());
            var action = action(Message.read(json));
            var id = table.keep(new Arrived(call.fleet(), call.guid(), call.event(), action, digest(json), json));
            work.wake();
            return new Taken.Kept(id, call.guid());
        } catch (Unreadable e) {
            return new Taken.Wrong(String.valueOf(e.getMessage()));
        }
    }

    private boolean signed(Call call) throws JournalUnavailable {
        var valid = secrets.of(call.fleet());
        var header = call.signature() == null ? "" : call.signature();
        return Signature.by(valid.isEmpty() ? List.of(NONE) : valid, header, call.body()) && !valid.isEmpty();
    }

    private static @Nullable String action(Message message) {
        var action = message.text("action");
        return action.isEmpty()
                        || action.length() > LONGEST_ACTION
                        || !EVENT.matcher(action).matches()
                ? null
                : action;
    }

    private static String digest(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** Deliveries of a fleet, newest first, older than that one. */
    public List<Delivery> newestFirst(String fleet, @Nullable Long before, int most) throws JournalUnavailable {
        return table.newestFirst(fleet, before, most);
    }

    /** One delivery of a fleet. */
    public Optional<Delivery> find(String fleet, long id) throws JournalUnavailable {
        return table.find(fleet, id);
    }

    /** What GitHub sent, as JSON. */
    public Optional<byte[]> payload(String fleet, long id) throws JournalUnavailable {
        return table.payload(fleet, id);
    }

    /**
     * Messages that were turned away because of their signature.
     *
     * @param why of the last one
     * @param times how many there were since the fleet was made
     */
    public record TurnedAway(Instant at, String why, long times) {}

    /** Whether any was; a stranger can cause that, so it is no reason for alarm by itself. */
    public Optional<TurnedAway> turnedAway(String fleet) throws JournalUnavailable {
        return table.turned(fleet).map(turned -> new TurnedAway(turned.at(), turned.why(), turned.times()));
    }

    /** What came of wanting it worked on again. */
    public sealed interface Again {
        /** It will be. */
        record Yes(Delivery delivery) implements Again {}

        /** There is none of that id. */
        record Unknown() implements Again {}

        /** It waits already, or began a deployment. */
        record No(String detail) implements Again {}
    }

    /** Works on a message again, with the rules as they are now. */
    public Again again(String fleet, long id, String by) throws JournalUnavailable {
        var again = sql.<Boolean, RuntimeException>answer(c -> {
            if (!DeliveryTable.again(c, fleet, id)) {
                return false;
            }
            audit.record(c, Change.of(by, "delivery.again", "fleet:" + fleet, "delivery " + id));
            return true;
        });
        var delivery = table.find(fleet, id);
        if (delivery.isEmpty()) {
            return new Again.Unknown();
        }
        if (again) {
            work.wake();
            return new Again.Yes(delivery.get());
        }
        var number = delivery.get().deployment();
        return new Again.No(
                number == null
                        ? "It waits to be looked at already"
                        : "It began deployment " + number + "; deploy its release to have it again");
    }
}
