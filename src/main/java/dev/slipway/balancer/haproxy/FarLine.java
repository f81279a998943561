package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.SshPlaces;
import dev.slipway.node.FarSockets;
import dev.slipway.node.NodeException;
import java.time.Duration;

/** A unix socket of another server, through SSH. */
record FarLine(String balancer, SshPlaces.Place place, FarSockets sockets, Duration deadline) implements Line {
    @Override
    public String exchange(String text) throws BalancerException, InterruptedException {
        try {
            return sockets.ask(place.login(), place.path(), text, deadline);
        } catch (NodeException e) {
            throw SshPlaces.trouble(balancer, e);
        }
    }
}
