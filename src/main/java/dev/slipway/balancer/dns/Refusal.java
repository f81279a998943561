package dev.slipway.balancer.dns;

import dev.slipway.balancer.BalancerException;
import java.io.IOException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * What to make of a server's no.
 *
 * @param key its name; empty for a secondary, which is asked without
 */
record Refusal(String balancer, String endpoint, Place place, String key) {
    BalancerException of(Message answer, String tried) {
        var tsig = answer.getTSIG();
        var error = tsig == null ? 0 : tsig.getError();
        var said = Rcode.string(answer.getRcode()) + (error == 0 ? "" : " (" + Rcode.TSIGstring(error) + ")");
        return switch (answer.getRcode()) {
            case Rcode.NOTAUTH -> failure(tried, said, notAuthorized(error), false);
            case Rcode.REFUSED ->
                failure(
                        tried,
                        said,
                        "Let the key " + key + " change the addresses of " + name() + ": in BIND's zone,"
                                + " update-policy { grant " + key + " name " + name() + ". A AAAA; };",
                        false);
            case Rcode.NOTZONE -> failure(tried, said, "Mend name and zone: the name must lie in the zone", false);
            case Rcode.NOTIMP ->
                failure(tried, said, "This server takes no dynamic updates; name another one as the first", false);
            case Rcode.SERVFAIL ->
                failure(
                        tried,
                        said,
                        "See the server's log: often it may not write the zone's folder, or its copy has expired",
                        true);
            default -> failure(tried, said, "See what the server's log says of this update", false);
        };
    }

    private String notAuthorized(int error) {
        return switch (error) {
            case Rcode.BADKEY ->
                "The server has no key " + key + " for this zone: give it the key (in Knot also an acl with action"
                        + " update for this name), or mend keyName";
            case Rcode.BADSIG ->
                "The secrets differ: put the server's secret of key " + key
                        + " into the file that keySecret names, and compare keyAlgorithm";
            case Rcode.BADTIME ->
                "The clocks of the server and of Slipway's machine differ by more than 5 minutes:"
                        + " let both keep time by NTP";
            default ->
                "The server is not the primary of the zone " + place.zone().toString(true)
                        + ", or takes no updates by this key: mend endpoints (the primary first) and zone";
        };
    }

    BalancerException noAuthority(String tried) {
        return failure(
                tried,
                "it answers, but not as an authority for the zone "
                        + place.zone().toString(true),
                "Name the zone's own servers in endpoints, not a resolver, and mend zone",
                false);
    }

    BalancerException alias(String target) {
        return failure(
                "asking for " + name(),
                "it is an alias of " + target,
                "Name the name that holds the addresses, and its zone",
                false);
    }

    BalancerException unsigned(String tried) {
        return failure(
                tried,
                "the answer does not carry the signature of key " + key,
                "Look for something between Slipway and the server that answers in its place",
                false);
    }

    BalancerException silence(String tried, IOException e) {
        return failure(
                tried,
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                "Check that Slipway's server reaches it over TCP",
                true);
    }

    private BalancerException failure(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(balancer, tried + " at name server " + endpoint, answered, next, passing);
    }

    private String name() {
        return place.name().toString(true);
    }
}
