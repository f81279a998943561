package dev.slipway.access;

import dev.slipway.access.SingleSignOn.Refused;
import dev.slipway.access.sso.Arrival;
import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.secret.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes a person and a session of somebody for whom the provider has signed. */
@ApplicationScoped
class Arrivals {
    private static final int LONGEST_NAME = 63;
    /** Names that journals and the audit give to what is no person. */
    private static final Set<String> RESERVED =
            Set.of("nobody", "anybody", "unknown", "dashboard", "slipway", "system", "engine", "github", "token");

    private final Rows rows;
    private final People people;
    private final Invitations invitations;
    private final Sessions sessions;
    private final Audit audit;
    private final InstantSource clock;

    Arrivals(Rows rows, People people, Invitations invitations, Sessions sessions, Audit audit, InstantSource clock) {
        this.rows = rows;
        this.people = people;
        this.invitations = invitations;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of it. */
    sealed interface Result {
        record In(Secret reference) implements Result {}

        record No(Refused why) implements Result {}
    }

    private record Known(long id, String name, boolean disabled) {}

    /** Begins a session for this person, whose roles from groups are from now on those of the arrival. */
    @Transactional
    Result come(Arrival arrival, SsoSettings settings, SignIn.From from) {
        people.alone();
        var grants = settings.roles().grants(arrival.groups());
        var known = find(arrival);
        if (known.isEmpty() && grants.list().isEmpty() && !settings.admitsStrangers()) {
            return no(Refused.STRANGER, "unknown", told(arrival) + " is nobody here");
        }
        var changes = new ArrayList<Change>();
        var person = known.orElseGet(() -> made(arrival, changes));
        renew(person, grants, changes);
        changes.forEach(audit::record);
        if (person.disabled()) {
            return no(Refused.DISABLED, person.name(), "the account is disabled");
        }
        if (!settings.admitsStrangers() && hasNoRole(person)) {
            return no(Refused.STRANGER, person.name(), "no role is left");
        }
        return in(person, arrival, from, "signed in at the provider");
    }

    /** The same for whoever follows a one-time link, whose account becomes the provider's. */
    @Transactional
    Result follow(String link, Arrival arrival, SsoSettings settings, SignIn.From from) {
        people.alone();
        var guest = invitations.find(link);
        if (guest.isEmpty() || guest.get().person() == null || guest.get().name() == null) {
            return new Result.No(Refused.LINK_OVER);
        }
        var person = new Known(guest.get().person(), guest.get().name(), false);
        if (find(arrival).isPresent()) {
            return no(Refused.TAKEN, person.name(), told(arrival) + " has another account here");
        }
        if (people.isLastAdmin(person.name())) {
            return no(Refused.LAST_ADMIN, person.name(), "the last administrator keeps a password");
        }
        invitations.use(link);
        rows.change(
                "update person set issuer = ?, subject = ?, password = null, totp = null, totp_pending = null"
                        + " where id = ?",
                arrival.issuer(),
                arrival.subject(),
                person.id());
        rows.change("delete from recovery_code where person = ?", person.id());
        sessions.endOthers(person.id(), 0);
        var changes = new ArrayList<Change>();
        changes.add(
                Change.of(person.name(), "person.provider", "person:" + person.name(), "comes in as " + told(arrival)));
        renew(person, settings.roles().grants(arrival.groups()), changes);
        changes.forEach(audit::record);
        return in(person, arrival, from, "signed in at the provider, by a link");
    }

    /** The person of this session has come back from the provider, which asked again who it is. */
    @Transactional
    Result proveAgain(Who.Person who, Arrival arrival) {
        var known = find(arrival);
        if (known.isEmpty() || known.get().id() != who.id()) {
            audit.record(who.name(), "proof.refused", "person:" + who.name(), told(arrival) + " came back");
            return new Result.No(Refused.SOMEBODY_ELSE);
        }
        var reference = sessions.proved(who.session(), proof(arrival));
        audit.record(who.name(), "proof", "person:" + who.name(), "proved again at the provider");
        return new Result.In(Secret.of(reference));
    }

    private Result in(Known person, Arrival arrival, SignIn.From from, String how) {
        var reference = sessions.begin(person.id(), from.address(), from.agent(), proof(arrival));
        audit.record(person.name(), "sign-in", "person:" + person.name(), how);
        return new Result.In(Secret.of(reference));
    }

    private Result no(Refused why, String name, String detail) {
        audit.record("nobody", "sign-in.refused", "person:" + name, detail);
        return new Result.No(why);
    }

    /** When the provider asked, not when the person came from there: it may remember somebody for weeks. */
    private Sessions.Proof proof(Arrival arrival) {
        var at = arrival.authenticatedAt();
        var now = clock.instant();
        return new Sessions.Proof(at == null ? Instant.EPOCH : at.isAfter(now) ? now : at, arrival.secondFactor());
    }

    private Optional<Known> find(Arrival arrival) {
        return rows.one(
                row -> new Known(row.getLong("id"), row.getString("name"), row.getTimestamp("disabled_at") != null),
                "select id, name, disabled_at from person where issuer = ? and subject = ?",
                arrival.issuer(),
                arrival.subject());
    }

    private Known made(Arrival arrival, List<Change> changes) {
        var wish = plain(arrival.name());
        for (var i = 1; ; i++) {
            var name = numbered(wish, i);
            var id = RESERVED.contains(name) ? Optional.<Long>empty() : insert(name, arrival);
            if (id.isPresent()) {
                changes.add(Change.of(name, "person.arrive", "person:" + name, "came first as " + told(arrival)));
                return new Known(id.get(), name, false);
            }
        }
    }

    private Optional<Long> insert(String name, Arrival arrival) {
        return rows.one(
                row -> row.getLong(1),
                "insert into person (name, created_at, issuer, subject) values (?, ?, ?, ?)"
                        + " on conflict (name) do nothing returning id",
                name,
                clock.instant(),
                arrival.issuer(),
                arrival.subject());
    }

    /** A name that may stand here, as near as can be to what the provider says. Whoever has it already keeps it. */
    static String plain(String name) {
        var before = name.indexOf('@') > 0 ? name.substring(0, name.indexOf('@')) : name;
        var text = before.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceFirst("^[._-]+", "")
                .replaceFirst("[._-]+$", "");
        return text.isEmpty() ? "person" : text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }

    private static String numbered(String name, int number) {
        if (number == 1) {
            return name;
        }
        var end = "-" + number;
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - end.length())) + end;
    }

    private void renew(Known person, Grants grants, List<Change> changes) {
        var before = Sessions.grants(rows.list(
                row -> row.getString(1),
                "select role || '@' || fleet from person_group_grant where person = ? order by fleet, role",
                person.id()));
        if (Set.copyOf(before.list()).equals(Set.copyOf(grants.list()))) {
            return;
        }
        rows.change("delete from person_group_grant where person = ?", person.id());
        for (var grant : grants.list()) {
            rows.change(
                    "insert into person_group_grant (person, fleet, role) values (?, ?, ?)",
                    person.id(),
                    grant.fleet(),
                    grant.role().word());
        }
        changes.add(new Change(
                person.name(),
                "person.groups",
                "person:" + person.name(),
                "roles from groups, at sign-in",
                before.toString(),
                grants.toString()));
    }

    private boolean hasNoRole(Known person) {
        return people.find(person.name())
                .filter(found -> found.everything().list().isEmpty())
                .isPresent();
    }

    private static String told(Arrival arrival) {
        return "subject " + arrival.subject() + " of " + arrival.issuer();
    }
}
