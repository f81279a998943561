package dev.slipway.release.source;

import dev.slipway.outside.NotReached;
import dev.slipway.outside.Target;
import java.net.MalformedURLException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** A repository at a web address. */
record HttpsRemote(Target target, Web web) implements Remote {
    @Override
    public URIish uri() {
        try {
            return new URIish(target.uri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String shown() {
        return target.shown();
    }

    @Override
    public void lead(Transport transport) {
        if (!(transport instanceof TransportHttp http)) {
            throw new IllegalStateException("Not HTTP: " + target.origin());
        }
        http.setHttpConnectionFactory(new GuardedConnection.Factory(web.outside(), web.limits(), target));
    }

    @Override
    public SourceFailed refused(TransportException e) {
        var nothing = Remote.cause(e, NotReached.class);
        return nothing != null
                ? Web.broken(shown(), nothing)
                : new SourceFailed(
                        "Fetching the repository " + shown(),
                        "it did not answer as a repository that Slipway may read",
                        "Check the address; a private repository needs a token in slipway.net.credentials, and"
                                + " Slipway's log has more");
    }
}
