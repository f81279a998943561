package dev.slipway.access;

import dev.slipway.audit.Audit;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way in. Whoever does not get in is not told why, and waits as long whether or not there is such a person.
 *
 * <p>Nothing here is one transaction: a try stays counted whatever comes of it.
 */
@Singleton
public class SignIn {
    private static final int LONGEST_SHOWN = 64;
    private static final Duration WHEN_CROWDED = Duration.ofSeconds(5);
    private final Rows rows;
    private final Passwords passwords;
    private final SecondFactor secondFactor;
    private final Attempts attempts;
    private final Sessions sessions;
    private final Audit audit;

    SignIn(
            Rows rows,
            Passwords passwords,
            SecondFactor secondFactor,
            Attempts attempts,
            Sessions sessions,
            Audit audit) {
        this.rows = rows;
        this.passwords = passwords;
        this.secondFactor = secondFactor;
        this.attempts = attempts;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** What somebody shows. */
    public record Shown(String name, Secret password, String code) {}

    /** Where from. */
    public record From(String address, String agent) {}

    /** What came of it. */
    public sealed interface Result {
        /** Signed in; the reference is for the browser alone. */
        record In(Secret reference) implements Result {}

        /** Name, password or code are wrong. */
        record No() implements Result {}

        /** Too many tries. */
        record Wait(Duration time) implements Result {}
    }

    private record Account(long id, String name, @Nullable String password, boolean disabled) {}

    /** Begins a session for whoever shows the right password, and the right code where one is needed. */
    public Result in(Shown shown, From from) {
        if (passwords.crowded()) {
            return new Result.Wait(WHEN_CROWDED);
        }
        var name = shown.name().strip().toLowerCase(Locale.ROOT);
        var wait = attempts.begin(name, from.address());
        if (wait.isPresent()) {
            return new Result.Wait(wait.get());
        }
        var account = account(name);
        var right = passwords.matches(
                shown.password(), account.map(Account::password).orElse(null));
        if (account.isEmpty()
                || !right
                || account.get().disabled()
                || !secondFactor.accepts(account.get().id(), shown.code())) {
            var known = account.map(Account::name).orElse("unknown");
            audit.record("nobody", "sign-in.refused", "person:" + known, account.isEmpty() ? shortened(name) : "");
            return new Result.No();
        }
        attempts.succeeded(name, from.address());
        var reference = sessions.begin(account.get().id(), from.address(), from.agent());
        audit.record(name, "sign-in", "person:" + name, "signed in");
        return new Result.In(Secret.of(reference));
    }

    /** Begins a session for whoever just chose a password by a link. */
    public Secret first(People.Person person, From from) {
        var reference = sessions.begin(person.id(), from.address(), from.agent());
        audit.record(person.name(), "sign-in", "person:" + person.name(), "signed in by a link");
        return Secret.of(reference);
    }

    /**
     * Somebody who is signed in proves again who he is: by the code of the second factor if there is one, else by the
     * password. The session goes on under a new reference.
     */
    public Result again(Who.Person who, Secret password, String code, String address) {
        var wait = attempts.begin(who.name(), address);
        if (wait.isPresent()) {
            return new Result.Wait(wait.get());
        }
        var stored = account(who.name()).map(Account::password).orElse(null);
        var right = secondFactor.isSet(who.id())
                ? secondFactor.accepts(who.id(), code)
                : passwords.matches(password, stored);
        if (!right) {
            audit.record(who.name(), "proof.refused", "person:" + who.name(), "password or code were wrong");
            return new Result.No();
        }
        attempts.succeeded(who.name(), address);
        audit.record(who.name(), "proof", "person:" + who.name(), "proved again");
        return new Result.In(Secret.of(sessions.proved(who.session())));
    }

    /** Ends the session. */
    public void out(Who.Person who) {
        sessions.end(who.id(), who.session());
        audit.record(who.name(), "sign-out", "person:" + who.name(), "signed out");
    }

    private Optional<Account> account(String name) {
        return rows.one(
                row -> new Account(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("password"),
                        row.getTimestamp("disabled_at") != null),
                "select id, name, password, disabled_at from person where name = ?",
                name.replace('\0', ' '));
    }

    private static String shortened(String name) {
        // What was typed as a name may be a password; only what looks like a name is kept.
        return name.matches(People.NAME) && name.length() <= LONGEST_SHOWN ? "there is no " + name : "no name at all";
    }
}
