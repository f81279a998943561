package dev.slipway.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Limits how often somebody may try, by account and by address, for all instances together.
 *
 * <p>A try is counted before it is looked at, so that many at once are many; the right one takes its count back. After
 * some failures each next one must wait, twice as long every time.
 */
@ApplicationScoped
class Attempts {
    private static final int FREE_BY_ACCOUNT = 5;
    private static final int FREE_BY_ADDRESS = 25;
    /** Nothing is guessed there, and a sign-in at the provider that is given up is no failure. */
    private static final int FREE_AT_PROVIDER = 100;

    private static final int LONGEST_WAIT_SECONDS = 900;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    private final Rows rows;
    private final InstantSource clock;

    Attempts(Rows rows, InstantSource clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** Counts a try. Answers how long to wait when it must not be made. */
    @Transactional
    Optional<Duration> begin(String account, String address) {
        var wait = waiting(account(account)).or(() -> waiting(address(address)));
        if (wait.isPresent()) {
            return wait;
        }
        // One of several at the same moment may be the one that has to wait.
        return count(account(account), FREE_BY_ACCOUNT).or(() -> count(address(address), FREE_BY_ADDRESS));
    }

    /** Counts a way to the provider; apart from the others, so that it never shuts the way in with a password. */
    @Transactional
    Optional<Duration> beginAtProvider(String address) {
        var key = provider(address);
        return waiting(key).or(() -> count(key, FREE_AT_PROVIDER));
    }

    /** Somebody from there came back, so they are people who sign in. */
    @Transactional
    void succeededAtProvider(String address) {
        rows.change("delete from attempt where key = ?", provider(address));
    }

    /** It was right. */
    @Transactional
    void succeeded(String account, String address) {
        rows.change("delete from attempt where key = ?", account(account));
        rows.change("update attempt set failures = greatest(failures - 1, 0) where key = ?", address(address));
        rows.change("delete from attempt where last_at < ?", clock.instant().minus(FORGOTTEN_AFTER));
    }

    private Optional<Duration> waiting(String key) {
        var now = clock.instant();
        return rows.one(
                row -> atLeastASecond(Duration.between(now, Rows.instant(row, "blocked_till"))),
                "select blocked_till from attempt where key = ? and blocked_till > ?",
                key,
                now);
    }

    private Optional<Duration> count(String key, int free) {
        var now = clock.instant();
        var counted = rows.one(
                row -> row.getInt(1),
                """
                insert into attempt as a (key, failures, last_at, blocked_till) values (?, 1, ?, ?)
                on conflict (key) do update set
                    failures = case when a.last_at < ? then 1 else a.failures + 1 end,
                    last_at = excluded.last_at,
                    blocked_till = excluded.last_at + make_interval(secs => case
                        when a.last_at < ? or a.failures + 1 < ? then 0
                        else least(power(2, least(a.failures + 1 - ?, 20)), ?) end)
                where a.blocked_till <= ?
                returning failures""",
                key,
                now,
                now,
                now.minus(FORGOTTEN_AFTER),
                now.minus(FORGOTTEN_AFTER),
                free,
                free,
                LONGEST_WAIT_SECONDS,
                now);
        return counted.isPresent() ? Optional.empty() : waiting(key).or(() -> Optional.of(Duration.ofSeconds(1)));
    }

    private static Duration atLeastASecond(Duration wait) {
        return Duration.ofSeconds(Math.max(1, wait.toSeconds() + 1));
    }

    private static String provider(String address) {
        return "provider " + address(address);
    }

    private static String account(String name) {
        // A hash: what was typed as a name may be a password.
        return "account:" + Reference.hash(name);
    }

    /** Whoever has one IPv6 address has its whole network of 2^64. */
    private static String address(String address) {
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            return "address:" + HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
        } catch (UnknownHostException _) {
            return "address:" + address;
        }
    }
}
