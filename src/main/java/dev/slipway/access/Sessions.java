package dev.slipway.access;

import dev.slipway.access.sso.SsoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is signed in: rows, looked at for every request, so that one that was ended is over everywhere at once. */
@ApplicationScoped
public class Sessions {
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private static final int LONGEST_AGENT = 200;

    private final Rows rows;
    private final AccessConfig config;
    private final String issuer;
    private final SecureRandom random;
    private final InstantSource clock;

    Sessions(Rows rows, AccessConfig config, SsoConfig sso, SecureRandom random, InstantSource clock) {
        this.rows = rows;
        this.config = config;
        this.issuer = sso.issuer().map(String::strip).orElse("");
        this.random = random;
        this.clock = clock;
    }

    /** One session of a person, for the list. */
    public record Open(long id, Instant createdAt, Instant usedAt, String address, String agent) {}

    /**
     * What a session stands on.
     *
     * @param at when the person last showed who it is
     * @param secondFactor whether the provider asked for one; null: as the person's own settings say
     */
    record Proof(Instant at, @Nullable Boolean secondFactor) {}

    /**
     * Begins one for somebody who has just shown who it is.
     *
     * @return its reference, which only the browser keeps
     */
    @Transactional
    public String begin(long person, String address, String agent) {
        return begin(person, address, agent, new Proof(clock.instant(), null));
    }

    /** Begins one that stands on this proof. */
    @Transactional
    String begin(long person, String address, String agent, Proof proof) {
        var reference = Reference.make(random);
        var now = clock.instant();
        rows.change(
                "insert into session (hash, person, created_at, used_at, proved_at, second, address, agent)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                Reference.hash(reference),
                person,
                now,
                now,
                proof.at(),
                proof.secondFactor(),
                address,
                agent.substring(0, Math.min(agent.length(), LONGEST_AGENT)).replace('\0', ' '));
        rows.change(
                "delete from session where used_at < ? or created_at < ?",
                now.minus(config.idle()),
                now.minus(config.absolute()));
        return reference;
    }

    /** Whoever's session this is; empty when it is over or never was. */
    @Transactional
    public Optional<Who.Person> find(String reference) {
        return seen("s.hash = ?", Reference.hash(reference));
    }

    /** The same person now, for what goes on long after its request; empty when the session is over. */
    @Transactional
    Optional<Who.Person> again(Who.Person who) {
        return seen("s.id = ?", who.session());
    }

    private Optional<Who.Person> seen(String which, Object key) {
        var now = clock.instant();
        var found = rows.one(
                Seen::of, """
                select s.id as session, s.person, s.used_at, s.proved_at, p.name, p.issuer is null as local,
                       coalesce(s.second, p.totp is not null) as second,
                       array(select g.role || '@' || g.fleet from person_grant g where g.person = p.id
                             union select g.role || '@' || g.fleet from person_group_grant g where g.person = p.id
                       ) as grants
                  from session s join person p on p.id = s.person
                 where (p.issuer is null or p.issuer = ?)
                   and s.used_at > ? and s.created_at > ? and p.disabled_at is null and""" + " " + which, issuer, now.minus(config.idle()), now.minus(config.absolute()), key);
        found.filter(seen -> seen.usedAt().plus(NOTED_EVERY).isBefore(now))
                .ifPresent(seen -> rows.change(
                        "update session set used_at = ? where id = ?",
                        now,
                        seen.who().session()));
        return found.map(Seen::who);
    }

    private record Seen(Who.Person who, Instant usedAt) {
        static Seen of(java.sql.ResultSet row) throws java.sql.SQLException {
            var who = new Who.Person(
                    row.getLong("person"),
                    row.getString("name"),
                    grants(Rows.texts(row, "grants")),
                    row.getLong("session"),
                    Rows.instant(row, "proved_at"),
                    row.getBoolean("second"),
                    row.getBoolean("local"));
            return new Seen(who, Rows.instant(row, "used_at"));
        }
    }

    /** From {@code role@fleet}. */
    static Grants grants(List<String> stored) {
        var grants = new ArrayList<Grant>();
        for (var one : stored) {
            var at = one.indexOf('@');
            Role.of(one.substring(0, at)).ifPresent(role -> grants.add(new Grant(role, one.substring(at + 1))));
        }
        return new Grants(grants);
    }

    /** The person has proved himself again; the session goes on under a new reference. */
    @Transactional
    public String proved(long session) {
        return proved(session, new Proof(clock.instant(), null));
    }

    /** As above, by this proof. */
    @Transactional
    String proved(long session, Proof proof) {
        var reference = Reference.make(random);
        rows.change(
                "update session set hash = ?, proved_at = ?, second = ? where id = ?",
                Reference.hash(reference),
                proof.at(),
                proof.secondFactor(),
                session);
        return reference;
    }

    /** A person's sessions, the newest first. */
    @Transactional
    public List<Open> of(long person) {
        var now = clock.instant();
        return rows.list(
                row -> new Open(
                        row.getLong("id"),
                        Rows.instant(row, "created_at"),
                        Rows.instant(row, "used_at"),
                        row.getString("address"),
                        row.getString("agent")),
                "select id, created_at, used_at, address, agent from session"
                        + " where person = ? and used_at > ? and created_at > ? order by used_at desc, id desc",
                person,
                now.minus(config.idle()),
                now.minus(config.absolute()));
    }

    /** Ends one of this person's sessions. */
    @Transactional
    public boolean end(long person, long session) {
        return rows.change("delete from session where person = ? and id = ?", person, session) == 1;
    }

    /** Ends all of this person's sessions but one; 0 keeps none. */
    @Transactional
    public void endOthers(long person, long keep) {
        rows.change("delete from session where person = ? and id <> ?", person, keep);
    }
}
