package dev.slipway.dashboard;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Pages that say no: what was not done, why, and where to go on. */
final class Refusal {
    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance refused(String title, String detail, String back);
    }

    private Refusal() {}

    static Response of(ActionRefused refused, String back) {
        return page(Response.Status.CONFLICT, refused.title(), refused.detail(), back);
    }

    static Response notFound(String what, String back) {
        return page(
                Response.Status.NOT_FOUND,
                "There is no " + what,
                "The address may be mistyped, or what it named was removed. Choose from the list instead.",
                back);
    }

    static Response badForm(String back) {
        return page(
                Response.Status.FORBIDDEN,
                "This form is out of date",
                "Nothing was done. The page was opened before this browser got its cookie, or cookies are blocked."
                        + " Open the page again and repeat the click.",
                back);
    }

    static Response incomplete(String detail, String back) {
        return page(Response.Status.BAD_REQUEST, "Something is missing", detail, back);
    }

    static Response of(int status, String title, String detail, String back) {
        return page(Response.Status.fromStatusCode(status), title, detail, back);
    }

    static String foreignForm() {
        return Templates.refused(
                        "This form came from another site",
                        "Nothing was done. Slipway takes actions from its own pages only. Open the page here and repeat"
                                + " the click. Behind a proxy, the proxy must pass the Host header on unchanged.",
                        "/")
                .render();
    }

    private static Response page(Response.Status status, String title, String detail, String back) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE)
                .entity(Templates.refused(title, detail, back).render())
                .build();
    }
}
