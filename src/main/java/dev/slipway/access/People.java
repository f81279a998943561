package dev.slipway.access;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.secret.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who has an account, and with which roles. */
@ApplicationScoped
public class People {
    /** How names of people look. */
    public static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

    /** The same in words. */
    public static final String NAME_RULE =
            "must begin with a small letter or a digit, and go on with at most 62 of these, \".\", \"_\" or \"-\"";

    private static final String SELECT = """
            select p.id, p.name, p.password is not null or p.issuer is not null as ready, p.issuer,
                   p.totp is not null as second, p.created_at, p.disabled_at,
                   (select max(s.used_at) from session s where s.person = p.id) as seen_at,
                   array(select g.role || '@' || g.fleet from person_grant g where g.person = p.id
                         order by g.fleet, g.role) as grants,
                   array(select g.role || '@' || g.fleet from person_group_grant g where g.person = p.id
                         order by g.fleet, g.role) as by_groups
              from person p""";

    private final Rows rows;
    private final Passwords passwords;
    private final Invitations invitations;
    private final Sessions sessions;
    private final Audit audit;
    private final InstantSource clock;

    People(
            Rows rows,
            Passwords passwords,
            Invitations invitations,
            Sessions sessions,
            Audit audit,
            InstantSource clock) {
        this.rows = rows;
        this.passwords = passwords;
        this.invitations = invitations;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A person as lists show one.
     *
     * @param grants what administrators gave
     * @param byGroups what came from groups at the provider, when the person last signed in
     * @param provider the issuer that says who it is; null: a password here does
     * @param ready whether there is a way in: a password was chosen, or a provider
     * @param seenAt last use of a session that is still open
     */
    public record Person(
            long id,
            String name,
            Grants grants,
            Grants byGroups,
            @Nullable String provider,
            boolean ready,
            boolean secondFactor,
            Instant createdAt,
            @Nullable Instant disabledAt,
            @Nullable Instant seenAt) {
        static Person of(ResultSet row) throws SQLException {
            return new Person(
                    row.getLong("id"),
                    row.getString("name"),
                    Sessions.grants(Rows.texts(row, "grants")),
                    Sessions.grants(Rows.texts(row, "by_groups")),
                    row.getString("issuer"),
                    row.getBoolean("ready"),
                    row.getBoolean("second"),
                    Rows.instant(row, "created_at"),
                    Rows.instantOrNull(row, "disabled_at"),
                    Rows.instantOrNull(row, "seen_at"));
        }

        /** All roles, wherever they come from. */
        public Grants everything() {
            return new Grants(Stream.concat(grants.list().stream(), byGroups.list().stream())
                    .distinct()
                    .toList());
        }
    }

    /** What came of a wish about people. */
    public sealed interface Outcome {
        /** It was done; the link is for the person alone, and shown once. */
        record Invited(Person person, Invitations.Link link) implements Outcome {}

        /** It was done. */
        record Done(Person person) implements Outcome {}

        /** Nothing changed. */
        record Refused(String why) implements Outcome {}

        /** Nothing changed: there is no such person. */
        record Unknown() implements Outcome {}
    }

    /** Whether there is anybody. */
    @Transactional
    public boolean any() {
        return rows.one(row -> true, "select 1 from person limit 1").isPresent();
    }

    /** All by name. */
    @Transactional
    public List<Person> list() {
        return rows.list(Person::of, SELECT + " order by p.name");
    }

    /** The person of this name. */
    @Transactional
    public Optional<Person> find(String name) {
        return rows.one(Person::of, SELECT + " where p.name = ?", name);
    }

    /** Makes an account, and a link by which its owner chooses a password. */
    @Transactional
    public Outcome invite(String name, Grants grants, String by) {
        if (!name.matches(NAME)) {
            return new Outcome.Refused("The name " + NAME_RULE + ".");
        }
        var id = insert(name);
        if (id.isEmpty()) {
            return new Outcome.Refused("There is a person " + name + " already.");
        }
        put(id.get(), grants);
        audit.record(new Change(by, "person.invite", "person:" + name, "invited", null, grants.toString()));
        return new Outcome.Invited(find(name).orElseThrow(), invitations.make(id.get()));
    }

    private Optional<Long> insert(String name) {
        return rows.one(
                row -> row.getLong(1),
                "insert into person (name, created_at) values (?, ?) on conflict (name) do nothing returning id",
                name,
                clock.instant());
    }

    private void put(long person, Grants grants) {
        rows.change("delete from person_grant where person = ?", person);
        for (var grant : grants.list()) {
            rows.change(
                    "insert into person_grant (person, fleet, role) values (?, ?, ?) on conflict do nothing",
                    person,
                    grant.fleet(),
                    grant.role().word());
        }
    }

    /** Gives these roles in place of the ones before; open sessions have them at their next request. */
    @Transactional
    public Outcome grant(String name, Grants grants, String by) {
        alone();
        var person = find(name);
        if (person.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (!grants.allowEverywhere(Act.PEOPLE) && isLastAdmin(person.get())) {
            return lastAdmin(name);
        }
        put(person.get().id(), grants);
        audit.record(new Change(
                by,
                "person.grant",
                "person:" + name,
                "roles changed",
                person.get().grants().toString(),
                grants.toString()));
        return new Outcome.Done(find(name).orElseThrow());
    }

    /** Ends the account's use and all its sessions, at once and everywhere; {@link #enable} takes that back. */
    @Transactional
    public Outcome disable(String name, String by) {
        alone();
        var person = find(name);
        if (person.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (isLastAdmin(person.get())) {
            return lastAdmin(name);
        }
        rows.change("update person set disabled_at = coalesce(disabled_at, ?) where name = ?", clock.instant(), name);
        rows.change("delete from invitation where person = ?", person.get().id());
        sessions.endOthers(person.get().id(), 0);
        audit.record(by, "person.disable", "person:" + name, "disabled, sessions ended");
        return new Outcome.Done(find(name).orElseThrow());
    }

    /** Lets a disabled person in again. */
    @Transactional
    public Outcome enable(String name, String by) {
        if (rows.change("update person set disabled_at = null where name = ?", name) == 0) {
            return new Outcome.Unknown();
        }
        audit.record(by, "person.enable", "person:" + name, "enabled");
        return new Outcome.Done(find(name).orElseThrow());
    }

    /**
     * For who forgot the password or lost the second factor: both are taken away, as is the provider, and a new link is
     * made.
     */
    @Transactional
    public Outcome reset(String name, String by) {
        var person = find(name);
        if (person.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (person.get().disabledAt() != null) {
            return new Outcome.Refused(name + " is disabled; enable the account first.");
        }
        var id = person.get().id();
        rows.change(
                "update person set password = null, totp = null, totp_pending = null, issuer = null, subject = null"
                        + " where id = ?",
                id);
        rows.change("delete from person_group_grant where person = ?", id);
        rows.change("delete from recovery_code where person = ?", id);
        sessions.endOthers(id, 0);
        audit.record(
                by,
                "person.reset",
                "person:" + name,
                "password, provider and second factor taken away, sessions ended");
        return new Outcome.Invited(find(name).orElseThrow(), invitations.make(id));
    }

    /** Removes the account; the audit keeps the name. */
    @Transactional
    public Outcome remove(String name, String by) {
        alone();
        var person = find(name);
        if (person.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (isLastAdmin(person.get())) {
            return lastAdmin(name);
        }
        rows.change("delete from person where name = ?", name);
        audit.record(new Change(
                by,
                "person.remove",
                "person:" + name,
                "removed",
                person.get().grants().toString(),
                null));
        return new Outcome.Done(person.get());
    }

    /** Follows a link: the owner chooses the password, for the first one also the name. */
    @Transactional
    public Outcome accept(String reference, @Nullable String chosenName, Secret password) {
        var known = invitations.find(reference);
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        var name = known.get().name() == null
                ? String.valueOf(chosenName)
                : known.get().name();
        if (!name.matches(NAME)) {
            return new Outcome.Refused("The name " + NAME_RULE + ".");
        }
        var objection = passwords.objection(password, name);
        if (objection.isPresent()) {
            return new Outcome.Refused(objection.get());
        }
        alone();
        var guest = invitations.use(reference);
        if (guest.isEmpty() || (guest.get().person() == null && any())) {
            return new Outcome.Unknown();
        }
        var person = guest.get().person();
        if (person == null) {
            person = insert(name).orElseThrow();
            put(person, Grants.ALL);
        }
        rows.change("update person set password = ? where id = ?", passwords.stored(password), person);
        audit.record(
                name,
                guest.get().person() == null ? "person.first" : "person.password",
                "person:" + name,
                guest.get().person() == null ? "first administrator, by the set-up link" : "chosen by a link");
        return new Outcome.Done(find(name).orElseThrow());
    }

    /** Replaces the own password; the caller has proved himself. All other sessions end. */
    @Transactional
    public Outcome changePassword(Who.Person who, Secret password) {
        if (!who.local()) {
            return new Outcome.Refused("Your password is kept by the provider of single sign-on; change it there.");
        }
        var objection = passwords.objection(password, who.name());
        if (objection.isPresent()) {
            return new Outcome.Refused(objection.get());
        }
        rows.change("update person set password = ? where id = ?", passwords.stored(password), who.id());
        sessions.endOthers(who.id(), who.session());
        audit.record(who.name(), "person.password", "person:" + who.name(), "changed, other sessions ended");
        return new Outcome.Done(find(who.name()).orElseThrow());
    }

    /** One at a time: two administrators must not disable each other at once. */
    void alone() {
        rows.one(row -> true, "select pg_advisory_xact_lock(hashtext('slipway people'))");
    }

    boolean isLastAdmin(String name) {
        return find(name).filter(this::isLastAdmin).isPresent();
    }

    /** Only who has a password counts: a provider may be down, or its groups may be emptied by others. */
    private boolean isLastAdmin(Person person) {
        return person.provider() == null
                && person.grants().allowEverywhere(Act.PEOPLE)
                && list().stream()
                        .filter(other -> other.id() != person.id())
                        .noneMatch(other -> other.disabledAt() == null
                                && other.ready()
                                && other.provider() == null
                                && other.grants().allowEverywhere(Act.PEOPLE));
    }

    private static Outcome lastAdmin(String name) {
        return new Outcome.Refused(
                name + " is the last administrator of everything with a password; make another one first.");
    }
}
