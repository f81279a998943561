package dev.slipway.secret;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key that seals, and the one before it while secrets that it sealed are still there. */
final class Keyring {
    private final Envelope present;
    private final @Nullable Envelope old;

    Keyring(Envelope present, Optional<Envelope> old) {
        this.present = present;
        this.old = old.orElse(null);
    }

    String seal(String text, String purpose) throws GeneralSecurityException {
        return present.seal(text, purpose);
    }

    /** Opens it with whichever key fits. */
    String open(String sealed, String purpose) throws GeneralSecurityException {
        try {
            return present.open(sealed, purpose);
        } catch (GeneralSecurityException e) {
            if (old == null) {
                throw e;
            }
            return old.open(sealed, purpose);
        }
    }

    /** How everything that the present key sealed begins. */
    String prefix() {
        return present.prefix();
    }
}
