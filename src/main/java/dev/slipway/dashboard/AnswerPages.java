package dev.slipway.dashboard;

import static dev.slipway.dashboard.DeploymentPages.given;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The answers of approvers to a deployment that waits; they take another role than telling it what to do. */
@Page
@Path("/deployments")
class AnswerPages {
    private final Actions actions;
    private final FormGuard guard;
    private final Visitor visitor;

    AnswerPages(Actions actions, FormGuard guard, Visitor visitor) {
        this.actions = actions;
        this.guard = guard;
        this.visitor = visitor;
    }

    @POST
    @Path("{number}/approve")
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
    @Path("{number}/refuse")
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

    @POST
    @Path("{number}/override")
    @Needs(Act.OVERRIDE)
    public Response override(
            @PathParam("number") long number, @RestForm @Nullable String token, @RestForm @Nullable String reason) {
        var why = given(reason);
        return why == null && guard.knows(token)
                ? Refusal.incomplete(
                        "Say why it is to begin in spite of what stops it; that is kept.", "/deployments/" + number)
                : answer(number, token, () -> {
                    actions.override(number, why == null ? "" : why, visitor.name());
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
