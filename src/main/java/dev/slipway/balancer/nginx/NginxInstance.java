package dev.slipway.balancer.nginx;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.SshPlaces;
import dev.slipway.node.NodeException;
import dev.slipway.node.Shells;
import dev.slipway.node.Shells.Login;
import dev.slipway.node.Shells.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One nginx and its include file, over SSH. */
final class NginxInstance {
    private static final String LOOK = script("look.sh");
    private static final String APPLY = script("apply.sh");
    private static final Duration QUICK = Duration.ofSeconds(20);

    /** Testing a configuration may resolve names. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String balancer;
    private final Shells shells;
    private final Login login;
    private final Paths paths;

    /**
     * What the fleet document says of files and commands.
     *
     * @param patience how long another change may hold the lock, and how long a reload may take to be in force
     */
    record Paths(String file, String pidFile, String test, String reload, Duration patience) {}

    NginxInstance(String balancer, Shells shells, Login login, Paths paths) {
        this.balancer = balancer;
        this.shells = shells;
        this.login = login;
        this.paths = paths;
    }

    /** How people know this server. */
    String name() {
        return login.host();
    }

    Look look() throws BalancerException, InterruptedException {
        var tried = "looking at " + paths.file();
        var said = run(LOOK, List.of(paths.file(), paths.pidFile()), "", QUICK);
        if (said.status() != 0) {
            throw Refusal.look(said.status()).failure(tried + " on " + name(), balancer, words(said));
        }
        try {
            var look = Look.parse(said.out());
            if (look.present().isEmpty()) {
                throw failure(
                        tried,
                        "ps shows no worker of the master process " + look.master(),
                        "Let this login see the processes of others (/proc mounted without hidepid)",
                        false);
            }
            return look;
        } catch (IncludeFile.Strange e) {
            throw failure(
                    tried,
                    String.valueOf(e.getMessage()),
                    "Write each server of this file on a line of its own, as: server 10.4.1.11:8080 weight=2;",
                    false);
        } catch (IllegalArgumentException e) {
            throw failure(
                    tried,
                    "the answer is not what the script writes: "
                            + said.out().lines().findFirst().orElse("nothing"),
                    "See that logging in without a terminal prints nothing",
                    false);
        }
    }

    /**
     * Puts the text in place and makes nginx use it.
     *
     * @return whether it did: otherwise somebody changed the file or reloaded meanwhile, and nothing was done
     */
    boolean apply(String tried, IncludeFile file, Look seen) throws BalancerException, InterruptedException {
        var text = file.text();
        var length = text.getBytes(StandardCharsets.UTF_8).length;
        var workers = seen.present().stream()
                .map(worker -> Integer.toString(worker.pid()))
                .collect(Collectors.joining(" "));
        var said = run(
                APPLY,
                List.of(
                        paths.file(),
                        seen.sum(),
                        Integer.toString(length),
                        Integer.toString(seen.master()),
                        workers,
                        paths.test(),
                        paths.reload(),
                        Long.toString(paths.patience().toMillis() / 100)),
                text,
                LONG);
        return switch (said.status()) {
            case 0 -> true;
            case Refusal.CHANGED -> false;
            default -> throw Refusal.apply(said.status()).failure(tried + " on " + name(), balancer, words(said));
        };
    }

    private Said run(String script, List<String> arguments, String input, Duration patience)
            throws BalancerException, InterruptedException {
        try {
            return shells.run(login, script, arguments, input, patience);
        } catch (NodeException e) {
            throw SshPlaces.trouble(balancer, e);
        }
    }

    BalancerException failure(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(balancer, tried + " on " + name(), answered, next, passing);
    }

    private static String words(Said said) {
        var words = said.errors().strip();
        var shown = words.length() > 1_000 ? words.substring(0, 1_000) + "…" : words;
        return shown.isEmpty() ? "exit " + said.status() : shown;
    }

    private static String script(String name) {
        try (var in = NginxInstance.class.getResourceAsStream("/dev/slipway/balancer/nginx/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the application");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
