package dev.slipway.access.sso;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Single sign-on with one OpenID Connect provider, beside the local accounts. Unset: there is none. */
@ConfigMapping(prefix = "slipway.sso")
public interface SsoConfig {
    /**
     * The provider, exactly as it names itself in its tokens, e.g. {@code https://id.example.com/realms/acme}. Setting
     * it turns single sign-on on.
     */
    Optional<String> issuer();

    /** What the provider calls Slipway. */
    Optional<String> clientId();

    /** What Slipway shows to the provider. */
    Optional<String> clientSecret();

    /** What people call the provider; the button says "Sign in with …". */
    @WithDefault("single sign-on")
    String name();

    /** What is asked for beside {@code openid}; some providers give groups only with a scope of their own. */
    @WithDefault("profile")
    List<String> scopes();

    /** The claim of the ID token that a new person's name is made of. It is a name to show, and opens nothing. */
    @WithDefault("preferred_username")
    String nameClaim();

    /** The claim of the ID token that lists groups. */
    @WithDefault("groups")
    String groupsClaim();

    /** Which group has which role: {@code group=role:fleet}, fleet {@code *} being all; renewed at each sign-in. */
    Optional<List<String>> roles();

    /** Whether people come in whom no administrator invited, and none of whose groups has a role. */
    @WithDefault("refuse")
    Strangers strangers();

    /** The two answers. */
    enum Strangers {
        /** They are told to ask an administrator. */
        REFUSE,
        /** They get an account without a role, which shows nothing until an administrator gives one. */
        ADMIT
    }

    /**
     * What in an ID token says that the provider asked for a second factor: {@code amr:mfa}, {@code acr:…}; one of them
     * is enough. Unset, nothing does.
     */
    Optional<List<String>> secondFactor();
}
