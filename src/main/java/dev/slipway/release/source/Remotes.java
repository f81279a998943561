package dev.slipway.release.source;

import dev.slipway.fleet.HostKeys;
import dev.slipway.outside.NotReached;
import dev.slipway.outside.Outside;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a repository is reached. Over SSH, no address is connected to that was not looked at, and no key is new.
 */
@Singleton
class Remotes {
    private final Web web;
    private final GitSsh ssh;
    private final GitKeys keys;

    Remotes(Web web, GitSsh ssh, GitKeys keys) {
        this.web = web;
        this.ssh = ssh;
        this.keys = keys;
    }

    Remote of(Source.Git source) throws SourceFailed {
        var address = SshAddress.read(source.url());
        if (address.isPresent()) {
            return overSsh(address.get(), source);
        }
        if (source.key() != null || source.hostKey() != null) {
            throw new SourceFailed(
                    "Reading the repository's address",
                    "key and hostKey belong to an address of SSH",
                    "Write git@host:path or ssh://git@host:port/path, or leave them out");
        }
        return new HttpsRemote(Web.target(source.url()), web);
    }

    private Remote overSsh(SshAddress address, Source.Git source) throws SourceFailed {
        String tried = "Reading how to reach " + address.shown();
        String name = source.key();
        if (name == null) {
            throw new SourceFailed(
                    tried, "no key is named", "Name a stored SSH key in key, or write the address as https://…");
        }
        String hostKey = hostKey(address, source.hostKey(), tried);
        Secret key = keys.key(name);
        try {
            Outside outside = web.outside();
            var login = new GitSsh.Login(
                    outside.addresses(address.server()), address.server().port(), address.user(), key, hostKey);
            return new SshRemote(address, name, login, ssh, web.limits());
        } catch (NotReached e) {
            throw Web.broken(address.shown(), e);
        }
    }

    private static String hostKey(SshAddress address, @Nullable String written, String tried) throws SourceFailed {
        String key = written == null ? KnownHosts.of(address.server().host()) : written.strip();
        if (key == null) {
            throw new SourceFailed(
                    tried,
                    "its host key is not known",
                    "Give it in hostKey: what ssh-keyscan -t ed25519 says behind the host's name, after you have"
                            + " compared it with what the server's owner says");
        }
        if (!isSound(key)) {
            throw new SourceFailed(tried, "hostKey is no host key", "Write it as ssh-ed25519 AAAA…");
        }
        return key;
    }

    private static boolean isSound(String key) {
        try {
            return HostKeys.isKey(key) && !HostKeys.fingerprint(key).isEmpty();
        } catch (IllegalArgumentException _) {
            return false; // its letters are those of Base64, and still none
        }
    }
}
