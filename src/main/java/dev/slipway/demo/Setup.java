package dev.slipway.demo;

import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Keys;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.release.Added;
import dev.slipway.release.ArtifactRefused;
import dev.slipway.release.BadRelease;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release.Migrations;
import dev.slipway.release.Releases;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Does what a person would do by hand: stores the key, the fleet and the releases, and asks for deployments. */
@Singleton
final class Setup {
    private static final String BY = "demo";

    private final Keys keys;
    private final Fleets fleets;
    private final Releases releases;
    private final Deployments deployments;

    Setup(Keys keys, Fleets fleets, Releases releases, Deployments deployments) {
        this.keys = keys;
        this.fleets = fleets;
        this.releases = releases;
        this.deployments = deployments;
    }

    /** The public half of the demo's key, which is made when it is not there. */
    String publicKey() throws IOException {
        return switch (keys.generate(DemoFleet.KEY, BY)) {
            case Keys.Put.Stored stored -> stored.key().publicKey();
            case Keys.Put.Exists _ -> keys.find(DemoFleet.KEY).orElseThrow().publicKey();
            case Keys.Put.Wrong wrong -> throw new IOException("The demo's key: " + wrong.mistake());
        };
    }

    void fleet(String document) throws IOException {
        switch (fleets.put(DemoFleet.NAME, document, BY)) {
            case Fleets.Put.Created _, Fleets.Put.Replaced _ -> {}
            case Fleets.Put.Mistakes wrong -> throw new IOException("The demo's fleet: " + wrong.mistakes());
            case Fleets.Put.InUse _ -> {} // a kept home whose deployment goes on; the document is the same
        }
    }

    void release(DemoRelease release) throws IOException {
        var meta = new NewRelease(release.version(), Migrations.NONE, null, release.notes(), BY);
        try {
            switch (releases.add(DemoFleet.APPLICATION, meta, new ByteArrayInputStream(release.artifact()))) {
                case Added.Created _, Added.Same _, Added.Clash _ -> {} // a kept home has those of its own day
            }
        } catch (BadRelease | ArtifactRefused e) {
            throw new IOException("The demo's release " + release.version(), e);
        }
    }

    /** The number of the deployment. */
    long deploy(String version, String reason) throws IOException {
        try {
            var asked = deployments.request(
                    new Deployments.Request(Kind.DEPLOY, DemoFleet.NAME, version, BY, reason, null));
            return switch (asked) {
                case Requested.Accepted accepted -> accepted.number();
                case Requested.UnknownFleet no -> throw new IOException(no.detail());
                case Requested.UnknownRelease no -> throw new IOException(no.detail());
                case Requested.KeyReused no -> throw new IOException(no.detail());
                case Requested.WrongTime no -> throw new IOException(no.detail());
                case Requested.OnHold no -> throw new IOException(no.detail());
            };
        } catch (JournalUnavailable e) {
            throw new IOException("The database did not answer", e);
        }
    }
}
