package dev.slipway.balancer.dns;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import java.time.Clock;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/** The key that signs questions and updates; its secret is read at each use, and is in no text. */
final class Key {
    private final String balancer;
    private final Name name;
    private final String algorithm;
    private final String file;
    private final BalancerSecrets secrets;
    private final Clock clock;

    Key(String balancer, Name name, String algorithm, String file, BalancerSecrets secrets, Clock clock) {
        this.balancer = balancer;
        this.name = name;
        this.algorithm = algorithm;
        this.file = file;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Its name, for messages. */
    String name() {
        return name.toString(true);
    }

    TSIG signer() throws BalancerException {
        var strong = algorithm.equals("hmac-sha512");
        try {
            var bytes = Base64.getDecoder()
                    .decode(secrets.read("balancer " + balancer, "keySecret", file)
                            .reveal());
            return new TSIG(
                    strong ? TSIG.HMAC_SHA512 : TSIG.HMAC_SHA256,
                    name,
                    new SecretKeySpec(bytes, strong ? "HmacSHA512" : "HmacSHA256"),
                    clock);
        } catch (IllegalArgumentException _) { // its text could show a part of the secret
            throw new BalancerException(
                    new Failure(
                            Category.USER,
                            null,
                            "balancer " + balancer + ": reading the secret of key " + name(),
                            "the file " + file + " holds no base64 text",
                            "Put the text of the key's secret line into it, without quotes"),
                    false);
        }
    }
}
