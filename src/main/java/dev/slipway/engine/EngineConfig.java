package dev.slipway.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the engine paces itself. */
@ConfigMapping(prefix = "slipway.engine")
public interface EngineConfig {
    /** From one heartbeat to the next. Shorter notices a death sooner, and asks the database more often. */
    @WithDefault("2s")
    Duration heartbeat();

    /** Missed heartbeats after which another instance takes over; with 2 s, a pause under 6 s is not a death. */
    @WithDefault("4")
    @Min(4) int missedHeartbeats();

    /** Deployments that this instance works on at once. Each holds one SSH connection per node. */
    @WithDefault("16")
    @Min(1) int deploymentsAtOnce();

    /** Nodes of one deployment that receive the release at once. Higher fills the network of Slipway's server. */
    @WithDefault("16")
    @Min(1) int nodesAtOnce();

    /**
     * The pause before a step tries again when a node did not answer. It doubles each time; the fifth silence is the
     * step's outcome.
     */
    @WithDefault("500ms")
    Duration retryPause();

    /** How often nodes that a deployment left drained are looked at; one that proves itself fit is put back. */
    @WithDefault("60s")
    Duration stranded();

    /** How often fleets are looked through for nodes that missed the live release. */
    @WithDefault("60s")
    Duration fence();

    /**
     * How often deployments that wait for approval are looked at: whether their time ran out, or what they would run
     * changed.
     */
    @WithDefault("5s")
    Duration approvals();

    /** How often the database is asked for deployments that are due. */
    @WithDefault("1s")
    Duration poll();
}
