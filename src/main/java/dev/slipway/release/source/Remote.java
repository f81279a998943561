package dev.slipway.release.source;

import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Where a repository is, and how it is reached. */
interface Remote {
    URIish uri();

    /** Without secrets: fit for the audit. */
    String shown();

    /** Has the transport reach it by our rules. */
    void lead(Transport transport);

    /** What came of a fetch that failed, in words for whoever asked. */
    SourceFailed refused(TransportException e);

    /** What of this kind is behind it; null: nothing. */
    static <E extends Exception> @Nullable E cause(TransportException e, Class<E> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
