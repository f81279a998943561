package dev.slipway.access;

import dev.slipway.audit.Audit;
import dev.slipway.fleet.Mistake;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of programs: shown once, stored as hashes, with a scope and an end. */
@ApplicationScoped
public class Tokens {
    /** How a token begins, so that people and scanners for leaked secrets know it. */
    public static final String PREFIX = "slw_";

    /** The name of the token that the configuration brings. */
    static final String BOOTSTRAP = "bootstrap";

    /** How long a token lives that does not say. */
    public static final int USUAL_DAYS = 90;

    /** No token lives longer. */
    public static final int LONGEST_DAYS = 366;

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private final Rows rows;
    private final Audit audit;
    private final SecureRandom random;
    private final InstantSource clock;

    Tokens(Rows rows, Audit audit, SecureRandom random, InstantSource clock) {
        this.rows = rows;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A token as lists show it.
     *
     * @param fleets the only fleets that it is for; empty: all
     * @param expiresAt null for the token of the configuration alone
     */
    public record ApiToken(
            long id,
            String name,
            Role role,
            List<String> fleets,
            String madeBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable String lastAddress,
            @Nullable Instant revokedAt) {
        static final String COLUMNS =
                "id, name, role, fleets, made_by, created_at, expires_at, last_used_at, last_address, revoked_at";

        static ApiToken of(ResultSet row) throws SQLException {
            return new ApiToken(
                    row.getLong("id"),
                    row.getString("name"),
                    Role.of(row.getString("role")).orElseThrow(),
                    Rows.texts(row, "fleets"),
                    row.getString("made_by"),
                    Rows.instant(row, "created_at"),
                    Rows.instantOrNull(row, "expires_at"),
                    Rows.instantOrNull(row, "last_used_at"),
                    row.getString("last_address"),
                    Rows.instantOrNull(row, "revoked_at"));
        }

        Grants grants() {
            return fleets.isEmpty()
                    ? new Grants(List.of(Grant.everywhere(role)))
                    : new Grants(
                            fleets.stream().map(fleet -> new Grant(role, fleet)).toList());
        }

        boolean validAt(Instant now) {
            return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
        }
    }

    /** A token that was just made; its text is never seen again. */
    public record Made(ApiToken token, String text) {
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /** What a token is to be. */
    public record Wish(String name, Role role, List<String> fleets, Duration life) {}

    /** What is wrong with a wish; empty when nothing is. */
    public static Optional<Mistake> objection(String name, List<String> fleets) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9 ._/:#@-]{0,79}") || name.equalsIgnoreCase(BOOTSTRAP)) {
            return Optional.of(new Mistake(
                    0,
                    "name",
                    "must say what the token is for, in at most 80 letters, digits, spaces and . _ / : # @ -"
                            + " (and not be \"" + BOOTSTRAP + "\")"));
        }
        return fleets.stream()
                .filter(fleet -> fleet.equals(Grant.ALL) || !Grant.isFleet(fleet))
                .findFirst()
                .map(wrong -> new Mistake(0, "fleets", "names fleets; leave it out for all of them"));
    }

    /** Makes one. */
    @Transactional
    public Made make(Wish wish, String by) {
        var text = PREFIX + Reference.make(random);
        var now = clock.instant();
        var token = rows.one(
                        ApiToken::of,
                        "insert into api_token (name, hash, role, fleets, made_by, created_at, expires_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?) returning " + ApiToken.COLUMNS,
                        wish.name(),
                        Reference.hash(text),
                        wish.role().word(),
                        wish.fleets().toArray(String[]::new),
                        by,
                        now,
                        now.plus(wish.life()))
                .orElseThrow();
        audit.record(
                by,
                "token.make",
                "token:" + token.name(),
                token.grants() + ", until " + token.expiresAt() + ", number " + token.id());
        return new Made(token, text);
    }

    /** All that can be used or were, the newest first. */
    @Transactional
    public List<ApiToken> list() {
        return rows.list(ApiToken::of, "select " + ApiToken.COLUMNS + " from api_token order by id desc");
    }

    /** Ends one at once, everywhere. */
    @Transactional
    public boolean revoke(long id, String by) {
        var revoked = rows.one(
                ApiToken::of,
                "update api_token set revoked_at = ? where id = ? and revoked_at is null returning " + ApiToken.COLUMNS,
                clock.instant(),
                id);
        revoked.ifPresent(token -> audit.record(by, "token.revoke", "token:" + token.name(), "number " + token.id()));
        return revoked.isPresent();
    }

    /** Whoever shows this token; empty when it is unknown, revoked or too old. */
    @Transactional
    public Optional<Who.Token> find(String text, String address) {
        var now = clock.instant();
        var found = rows.one(
                        ApiToken::of,
                        "select " + ApiToken.COLUMNS + " from api_token where hash = ?",
                        Reference.hash(text))
                .filter(token -> token.validAt(now));
        found.filter(token -> token.lastUsedAt() == null
                        || token.lastUsedAt().plus(NOTED_EVERY).isBefore(now))
                .ifPresent(token -> rows.change(
                        "update api_token set last_used_at = ?, last_address = ? where id = ?",
                        now,
                        address,
                        token.id()));
        return found.map(token -> new Who.Token(token.id(), token.name(), token.grants()));
    }

    /** The same token now, for what goes on long after its request; empty when it was revoked or is too old. */
    @Transactional
    Optional<Who.Token> again(Who.Token who) {
        var now = clock.instant();
        return rows.one(ApiToken::of, "select " + ApiToken.COLUMNS + " from api_token where id = ?", who.id())
                .filter(token -> token.validAt(now))
                .map(token -> new Who.Token(token.id(), token.name(), token.grants()));
    }

    /**
     * Knows the token of the configuration from now on, in place of an earlier one. One that was revoked stays so.
     *
     * @return whether it can be used
     */
    @Transactional
    boolean keepBootstrap(String text) {
        var hash = Reference.hash(text);
        var now = clock.instant();
        var isNew = rows.change(
                        "insert into api_token (name, hash, role, fleets, made_by, created_at) values (?, ?, ?, ?, ?, ?)"
                                + " on conflict (hash) do nothing",
                        BOOTSTRAP,
                        hash,
                        Role.ADMIN.word(),
                        new String[0],
                        "configuration",
                        now)
                == 1;
        rows.change(
                "update api_token set revoked_at = ? where name = ? and expires_at is null and hash <> ?"
                        + " and revoked_at is null",
                now,
                BOOTSTRAP,
                hash);
        if (isNew) {
            audit.record("slipway", "token.make", "token:" + BOOTSTRAP, "from slipway.bootstrap-token");
        }
        return rows.one(ApiToken::of, "select " + ApiToken.COLUMNS + " from api_token where hash = ?", hash)
                .filter(token -> token.validAt(now))
                .isPresent();
    }
}
