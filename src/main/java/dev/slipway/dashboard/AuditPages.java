package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.text;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.audit.AuditTrail;
import dev.slipway.audit.AuditTrail.Search;
import dev.slipway.audit.AuditTrail.Verdict;
import dev.slipway.audit.Recorded;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who did what, from where; and whether that is still all of it. */
@Page
@Path("/audit")
@Produces(MediaType.TEXT_HTML)
class AuditPages {
    private static final int ROWS = 100;
    private final AuditTrail trail;

    AuditPages(AuditTrail trail) {
        this.trail = trail;
    }

    /** What is shown; {@code chain} is null while only a part was looked for. */
    record Shown(
            List<Recorded> rows,
            @Nullable Long older,
            String actor,
            String action,
            String text,
            @Nullable Chain chain) {}

    /** What a look at the chain found. */
    record Chain(boolean whole, long rows, String head, String why) {
        static Chain of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Whole(var rows, var head) -> new Chain(true, rows, head, "");
                case Verdict.Broken(var id, var why) -> new Chain(false, 0, "", why);
            };
        }
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance audit(Shown page);
    }

    @GET
    @Needs(Act.AUDIT)
    public String audit(
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("action") @Nullable String action,
            @QueryParam("text") @Nullable String text,
            @QueryParam("before") @Nullable Long before) {
        var search = new Search(actor, action, text);
        var rows = trail.newest(search, before == null ? Long.MAX_VALUE : before, ROWS + 1);
        var shown = rows.subList(0, Math.min(ROWS, rows.size()));
        // A search and its further pages do not look at the whole chain again.
        var all = before == null
                && text(actor).isEmpty()
                && text(action).isEmpty()
                && text(text).isEmpty();
        var page = new Shown(
                shown,
                rows.size() > ROWS ? shown.getLast().id() : null,
                text(actor),
                text(action),
                text(text),
                all ? Chain.of(trail.verify()) : null);
        return Templates.audit(page).render();
    }
}
