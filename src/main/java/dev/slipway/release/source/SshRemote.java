package dev.slipway.release.source;

import dev.slipway.fleet.HostKeys;
import dev.slipway.outside.Limits;
import dev.slipway.outside.NotReached;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * A repository that is reached over SSH.
 *
 * @param key the name of the key that logs in
 */
record SshRemote(SshAddress address, String key, GitSsh.Login login, GitSsh ssh, Limits limits) implements Remote {
    /** Longest silence of the server, in seconds; while it packs, it says so every 5. */
    private static final int SILENCE = 60;

    /** Put together here: JGit reads addresses in ways of its own. */
    @Override
    public URIish uri() {
        return new URIish()
                .setScheme("ssh")
                .setUser(address.user())
                .setHost(address.server().host())
                .setPort(address.server().port())
                .setPath(address.path());
    }

    @Override
    public String shown() {
        return address.shown();
    }

    @Override
    public void lead(Transport transport) {
        if (!(transport instanceof SshTransport over)) {
            throw new IllegalStateException("Not SSH: " + shown());
        }
        over.setTimeout(SILENCE);
        over.setSshSessionFactory(new SshSessions(ssh, login, limits));
    }

    @Override
    public SourceFailed refused(TransportException e) {
        var refused = Remote.cause(e, GitSsh.Refused.class);
        if (refused != null) {
            return refused(refused);
        }
        if (Remote.cause(e, SshSessions.TooMuch.class) != null) {
            return failed("it is larger than slipway.release.max-bytes", "Make it smaller, or raise that limit");
        }
        return e instanceof NoRemoteRepositoryException
                ? failed(
                        "the server has no such repository, or the key " + key + " may not read it",
                        "Check the path, and add the public half of the key to the repository's deploy keys")
                : failed("the server did not go on as Git does", "Try again; Slipway's log has more");
    }

    private SourceFailed refused(GitSsh.Refused refused) {
        return switch (refused.why()) {
            case HOST_KEY ->
                failed(
                        "the server shows the host key " + refused.detail() + " and not "
                                + HostKeys.fingerprint(login.hostKey()),
                        "Find out from the server's owner why it changed: somebody may be in between. If it is right,"
                                + " name it in hostKey");
            case LOGIN ->
                failed(
                        "the server does not take the key " + key + " (" + refused.detail() + ") for the login "
                                + address.user(),
                        "Add its public half there, as a deploy key of the repository for instance; the page SSH keys"
                                + " shows it");
            case KEY -> failed("the key " + key + " cannot be used", "Store it again, without a passphrase");
            case NO_ANSWER ->
                failed(NotReached.TEXT, "Check the address; private hosts need to be in slipway.net.allow");
        };
    }

    private SourceFailed failed(String answered, String next) {
        return new SourceFailed("Fetching the repository " + shown(), answered, next);
    }
}
