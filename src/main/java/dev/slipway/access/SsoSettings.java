package dev.slipway.access;

import dev.slipway.access.sso.Client;
import dev.slipway.access.sso.SsoConfig;
import dev.slipway.secret.Secret;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What operators set about single sign-on, after it was looked at.
 *
 * @param name what people call the provider
 * @param admitsStrangers whether whoever the provider knows may come in, with no role at first
 */
record SsoSettings(Client client, String name, GroupRoles roles, boolean admitsStrangers) {
    static final String CALLBACK = "/sign-in/sso/callback";

    /**
     * Reads them; empty when single sign-on is off. Nobody is asked over the network.
     *
     * @throws IllegalArgumentException with a line for operators
     */
    static Optional<SsoSettings> of(SsoConfig config, Optional<String> publicUrl) {
        var issuer = text(config.issuer());
        if (issuer.isEmpty()) {
            var half = text(config.clientId()).isPresent()
                    || text(config.clientSecret()).isPresent()
                    || config.roles().isPresent();
            if (half) {
                throw new IllegalArgumentException(
                        "slipway.sso is set in part: slipway.sso.issuer is missing. Set it, or unset all of slipway.sso.");
            }
            return Optional.empty();
        }
        var root = text(publicUrl)
                .orElseThrow(() -> new IllegalArgumentException("slipway.sso needs slipway.public-url:"
                        + " the provider sends people back to it, at " + CALLBACK));
        var methods = config.secondFactor().orElse(List.of());
        var client = new Client(
                address("slipway.sso.issuer", issuer.get()),
                needed("slipway.sso.client-id", config.clientId()),
                Secret.of(needed("slipway.sso.client-secret", config.clientSecret())),
                config.scopes(),
                config.nameClaim(),
                config.groupsClaim(),
                address("slipway.public-url", root.replaceFirst("/+$", "") + CALLBACK),
                after("amr:", methods),
                after("acr:", methods));
        var roles = GroupRoles.of(config.roles().orElse(List.of()));
        return Optional.of(
                new SsoSettings(client, config.name().strip(), roles, config.strangers() == SsoConfig.Strangers.ADMIT));
    }

    private static String needed(String name, Optional<String> value) {
        return text(value)
                .orElseThrow(() -> new IllegalArgumentException("slipway.sso.issuer is set and " + name
                        + " is not; the provider gives it when Slipway is" + " registered there"));
    }

    private static URI address(String name, String text) {
        try {
            var address = URI.create(text);
            if (Client.isSafe(address) && address.getRawQuery() == null) {
                return address;
            }
        } catch (IllegalArgumentException notOne) {
            // told below
        }
        throw new IllegalArgumentException(name + " must be an https address without a query, for single sign-on;"
                + " http is taken on loopback alone");
    }

    private static Set<String> after(String kind, List<String> methods) {
        var found = new LinkedHashSet<String>();
        for (var method : methods) {
            var text = method.strip();
            if (!text.startsWith("amr:") && !text.startsWith("acr:")) {
                throw new IllegalArgumentException("slipway.sso.second-factor has \"" + text
                        + "\", which is neither like amr:mfa nor like acr:the-level");
            }
            if (text.startsWith(kind)) {
                found.add(text.substring(kind.length()));
            }
        }
        return found;
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
