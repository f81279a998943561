package dev.slipway.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.slipway.deployment.Event;
import dev.slipway.fleet.Fleets;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: people get one message with all there is to know, and no text of a deployment can write a header of it.
 *
 * <p>Method: GreenMail as the mail server, first away, then there.
 */
@QuarkusTest
@TestProfile(NoticeProfile.class)
@NullUnmarked // injected fields
class MailNoticeTest {
    @Inject
    Fleets fleets;

    @Inject
    Notices notices;

    @Inject
    DataSource database;

    @Test
    void arrives_once_the_server_is_there_and_holds_no_header_of_others() throws Exception {
        var evil = "1.1\r\nBcc: mallory@example.com";
        fleets.put("mail", Stories.document("mail", "[{email: [ops@example.com, 'a.b+c@example.com']}]"), "test");
        var events = new ArrayList<Event>(Stories.stuck("mail", evil));
        events.remove(events.size() - 2); // the way back that fails: else there would be two messages
        try (var connection = database.getConnection()) {
            Stories.write(connection, "mail", evil, events);
        }
        Awaitility.await()
                .until(() -> notices.list("mail", "waiting", null, 10).stream().anyMatch(n -> n.problem() != null));
        assertThat(notices.list("mail", null, null, 10).getFirst().problem())
                .startsWith("The mail server was not reached");

        var server = new GreenMail(new ServerSetup(NoticeProfile.mailPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        try {
            server.start();
            Awaitility.await()
                    .until(() -> notices.list("mail", "sent", null, 10).size() == 1);

            assertThat(server.getReceivedMessages()).as("one for each reader").hasSize(2);
            var message = server.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("shop 1.1 Bcc: mallory@example.com on production: failed");
            assertThat(message.getHeader("Bcc")).isNull();
            assertThat(message.getHeader("X-Slipway-Delivery")).hasSize(1);
            assertThat(message.getAllRecipients()).hasSize(2);
            assertThat(part(message, 0)).contains("What: deploy 1.0", "Failed: web-1, health: connection refused");
            assertThat(part(message, 0)).contains(NoticeProfile.LINK + "/deployments/");
            assertThat(part(message, 1)).contains("the &lt;cart&gt; &amp; more").doesNotContain("<cart>");
            assertThat(GreenMailUtil.getWholeMessage(message)).doesNotContain("\nBcc:");
        } finally {
            server.stop();
        }
    }

    private static String part(MimeMessage message, int index) throws Exception {
        var parts = (Multipart) message.getContent();
        return String.valueOf(parts.getBodyPart(index).getContent());
    }
}
