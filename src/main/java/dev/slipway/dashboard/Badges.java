package dev.slipway.dashboard;

import java.util.Optional;

/** Addresses of status badges, which nobody can guess. */
public interface Badges {
    /** The fleet that this token is for. */
    Optional<String> fleet(String token);

    /** The fleet's token, if one was made. */
    Optional<String> token(String fleet);

    /** Makes a token for a fleet; one that it had is worth nothing any more. */
    String renew(String fleet, String by);
}
