package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release;
import dev.slipway.release.Releases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Releases of {@link SiteApp} without migrations, deployed and waited for. Tests share one database: each takes
 * versions and a fleet that no other one has.
 */
public record Shop(Deployments deployments, History history, Releases releases) {
    /** Adds a healthy release. */
    public void add(String version) throws Exception {
        releases.add(
                "shop",
                new NewRelease(version, Release.Migrations.NONE, null, null, "test"),
                new ByteArrayInputStream(release(version)));
    }

    private static byte[] release(String version) throws IOException {
        return RealFleet.release(version, 200, "");
    }

    /** Deploys it, and returns how that ended. */
    public DeploymentView deploy(String fleet, String version) throws Exception {
        var asked = deployments.request(new Deployments.Request(Kind.DEPLOY, fleet, version, "test", null, null));
        return switch (asked) {
            case Requested.Accepted accepted -> over(accepted.number());
            case Requested.UnknownFleet no -> throw new AssertionError(no.detail());
            case Requested.UnknownRelease no -> throw new AssertionError(no.detail());
            case Requested.KeyReused no -> throw new AssertionError(no.detail());
            case Requested.WrongTime no -> throw new AssertionError(no.detail());
            case Requested.OnHold no -> throw new AssertionError(no.detail());
        };
    }

    /** Deploys it, which must succeed: what was in the way is the test's answer. */
    public DeploymentView deployed(String fleet, String version) throws Exception {
        var view = deploy(fleet, version);
        assertThat(view.status())
                .as(() -> view.statusReason() + " " + view.nodes())
                .isEqualTo("succeeded");
        return view;
    }

    /** Waits for its end. */
    public DeploymentView over(long number) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> history.deployment(number).orElseThrow().over());
        return history.deployment(number).orElseThrow();
    }
}
