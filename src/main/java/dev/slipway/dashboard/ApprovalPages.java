package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Comparator;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** What waits for approval, and the two answers to it. */
@Page
@Path("/")
@Produces(MediaType.TEXT_HTML)
class ApprovalPages {
    private final ApprovalLook look;
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;

    ApprovalPages(ApprovalLook look, Actions actions, FormGuard guard, Visitor visitor) {
        this.look = look;
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(ApprovalsPage page);
    }

    @GET
    @Path("approvals")
    @Needs(Act.COME_IN)
    public String list() {
        var items = visitor.waiting().stream()
                .map(look::at)
                .sorted(Comparator.comparing(item -> !item.form().offered()))
                .toList();
        return Templates.list(new ApprovalsPage(items, visitor.token())).render();
    }

    @POST
    @Path("deployments/{number}/approve")
    @Needs(Act.APPROVE)
    public Response approve(
            @PathParam("number") long number,
            @RestForm @Nullable String token,
            @RestForm @Nullable String question,
            @RestForm @Nullable String reason) {
        return answer(number, token, () -> {
            actions.approve(number, given(question), given(reason), visitor.name());
        });
    }

    @POST
    @Path("deployments/{number}/refuse")
    @Needs(Act.REFUSE)
    public Response refuse(
            @PathParam("number") long number,
            @RestForm @Nullable String token,
            @RestForm @Nullable String question,
            @RestForm @Nullable String reason) {
        return answer(number, token, () -> {
            actions.refuse(number, given(question), given(reason), visitor.name());
        });
    }

    private Response answer(long number, @Nullable String token, Answer answer) {
        var back = "/deployments/" + number;
        if (!guard.knows(token)) {
            return Refusal.badForm(back);
        }
        try {
            answer.give();
            return Response.seeOther(URI.create(back)).build();
        } catch (ActionRefused refused) {
            return Refusal.of(refused, back);
        }
    }

    @FunctionalInterface
    private interface Answer {
        void give() throws ActionRefused;
    }
}
