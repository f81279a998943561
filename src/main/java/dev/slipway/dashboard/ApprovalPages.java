package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;

/** What waits for approval. */
@Page
@Path("/approvals")
@Produces(MediaType.TEXT_HTML)
class ApprovalPages {
    private final ApprovalLook look;
    private final Visitor visitor;

    ApprovalPages(ApprovalLook look, Visitor visitor) {
        this.look = look;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(ApprovalsPage page);
    }

    @GET
    @Needs(Act.COME_IN)
    public String list() {
        var items = visitor.waiting().stream()
                .map(look::at)
                .sorted(Comparator.comparing(item -> !item.form().offered()))
                .toList();
        return Templates.list(new ApprovalsPage(items, visitor.token())).render();
    }
}
