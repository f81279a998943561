package dev.slipway.dashboard;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** Markup of the log, for the page and for what its stream appends. */
@CheckedTemplate(basePath = "log")
final class LogTemplates {
    private LogTemplates() {}

    static native TemplateInstance blocks(List<LogBlock> blocks);

    static native TemplateInstance lines(List<LogBlock.Line> lines);

    static native TemplateInstance gap(LogBlock.Gap gap);
}
