package dev.slipway.dashboard;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** Markup of the log, for the page and for what its stream appends. */
@CheckedTemplate(basePath = "log")
final class LogTemplates {
    private LogTemplates() {}

    static native TemplateInstance part(LogPart part);

    static native TemplateInstance lines(List<LogPart.Line> lines);
}
