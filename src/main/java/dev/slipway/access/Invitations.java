package dev.slipway.access;

import dev.slipway.secret.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One-time links by which people choose their passwords; the first one makes the first administrator. */
@ApplicationScoped
public class Invitations {
    private static final Duration VALID = Duration.ofHours(24);
    /** In place of a person in the unique index. */
    private static final long FIRST = 0;

    private final Rows rows;
    private final SecureRandom random;
    private final InstantSource clock;

    Invitations(Rows rows, SecureRandom random, InstantSource clock) {
        this.rows = rows;
        this.random = random;
        this.clock = clock;
    }

    /** A link's secret part. */
    public record Link(Secret reference, Instant expiresAt) {}

    /**
     * Whom an open link is for.
     *
     * @param person null: the first administrator
     * @param name null: still to be chosen
     */
    public record Guest(@Nullable Long person, @Nullable String name) {}

    /** A new link for this person; the one before is worth nothing. Null: the first administrator. */
    @Transactional
    Link make(@Nullable Long person) {
        var reference = Reference.make(random);
        var now = clock.instant();
        rows.change("delete from invitation where coalesce(person, 0) = ?", person == null ? FIRST : person);
        rows.change(
                "insert into invitation (hash, person, created_at, expires_at) values (?, ?::bigint, ?, ?)"
                        // Two instances that start at once: the later one's link is the one.
                        + " on conflict (coalesce(person, 0)) do update set hash = excluded.hash,"
                        + " created_at = excluded.created_at, expires_at = excluded.expires_at",
                Reference.hash(reference),
                person,
                now,
                now.plus(VALID));
        return new Link(Secret.of(reference), now.plus(VALID));
    }

    /** Whom this link is for; empty when it was used, is too old or never was. */
    @Transactional
    public Optional<Guest> find(String reference) {
        return rows.one(
                Invitations::guest,
                "select i.person, p.name from invitation i left join person p on p.id = i.person"
                        + " where i.hash = ? and i.expires_at > ?",
                Reference.hash(reference),
                clock.instant());
    }

    /** As {@link #find}, and nobody can use it again. */
    @Transactional
    Optional<Guest> use(String reference) {
        return rows.one(
                Invitations::guest,
                "delete from invitation i where i.hash = ? and i.expires_at > ?"
                        + " returning i.person, (select p.name from person p where p.id = i.person) as name",
                Reference.hash(reference),
                clock.instant());
    }

    private static Guest guest(java.sql.ResultSet row) throws java.sql.SQLException {
        var person = row.getLong("person");
        return row.wasNull() ? new Guest(null, null) : new Guest(person, row.getString("name"));
    }
}
