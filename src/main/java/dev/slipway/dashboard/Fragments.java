package dev.slipway.dashboard;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** Parts of a deployment's page that its live stream renders again; the same markup, from the same file. */
@CheckedTemplate(basePath = "DeploymentPages")
final class Fragments {
    private Fragments() {}

    static native TemplateInstance deployment$head(DeploymentPage page);

    static native TemplateInstance deployment$held(DeploymentPage page);

    static native TemplateInstance deployment$quote(DeploymentPage page);

    static native TemplateInstance deployment$acts(ActsPage acts);

    static native TemplateInstance deployment$asks(ActsPage acts);

    static native TemplateInstance deployment$stages(DeploymentPage page);

    static native TemplateInstance deployment$lanes(DeploymentPage page);

    static native TemplateInstance deployment$rail(DeploymentPage page);

    static native TemplateInstance deployment$say(DeploymentPage page);
}
