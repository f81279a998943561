package dev.slipway.access.sso;

import dev.slipway.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * What Slipway and the provider know of each other.
 *
 * @param issuer exactly as the provider writes it
 * @param callback where the provider sends people back to
 * @param amr methods of signing in that are a second factor
 * @param acr levels of signing in that include a second factor
 */
public record Client(
        URI issuer,
        String id,
        Secret secret,
        List<String> scopes,
        String nameClaim,
        String groupsClaim,
        URI callback,
        Set<String> amr,
        Set<String> acr) {
    public Client {
        scopes = List.copyOf(scopes);
        amr = Set.copyOf(amr);
        acr = Set.copyOf(acr);
    }

    /** Whether something may be sent there: only where it is encrypted, or never leaves the machine. */
    public static boolean isSafe(URI address) {
        var host = address.getHost();
        return host != null
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme())
                                && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"))));
    }
}
