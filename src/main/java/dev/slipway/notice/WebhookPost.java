package dev.slipway.notice;

import dev.slipway.fleet.Channel;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Target;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed JSON for programs. The signature is over the time, a dot and the body's bytes: whoever checks both can refuse
 * what somebody recorded and sends again.
 */
@Singleton
final class WebhookPost {
    private static final String ALGORITHM = "HmacSHA256";

    private final NotificationSecrets secrets;
    private final Posts posts;
    private final Wording wording;

    WebhookPost(NotificationSecrets secrets, Posts posts, Wording wording) {
        this.secrets = secrets;
        this.posts = posts;
        this.wording = wording;
    }

    Outcome send(Channel.Webhook channel, Notice notice) {
        var secret = secrets.open(channel.secret());
        if (secret.isEmpty()) {
            return new Outcome.Hopeless("There is no secret " + channel.secret()
                    + " to sign with: store one with PUT /api/v1/notification-secrets/" + channel.secret());
        }
        try {
            var body = ChannelJson.write(json(notice)).getBytes(StandardCharsets.UTF_8);
            var time = Long.toString(posts.now().getEpochSecond());
            return posts.send(Ask.post(Target.of(channel.url()), body, Posts.LIMITS)
                    .with("Content-Type", "application/json")
                    .with("User-Agent", "Slipway")
                    .with("X-Slipway-Event", notice.moment())
                    .with("X-Slipway-Delivery", notice.delivery())
                    .with("X-Slipway-Timestamp", time)
                    .with("X-Slipway-Signature-256", "sha256=" + signature(secret.get(), time, body)));
        } catch (BadAddress e) {
            return new Outcome.Hopeless(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> json(Notice notice) {
        var json = new LinkedHashMap<String, Object>();
        json.put("delivery", notice.delivery());
        json.put("event", notice.moment());
        json.put("text", wording.heading(notice));
        wording.link(notice).ifPresent(link -> json.put("url", link));
        json.put("deployment", notice.facts());
        return json;
    }

    static String signature(Secret secret, String time, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }
}
