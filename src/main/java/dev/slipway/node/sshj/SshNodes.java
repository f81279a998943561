package dev.slipway.node.sshj;

import dev.slipway.fleet.Node;
import dev.slipway.node.Fence;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import dev.slipway.node.PrivateKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Nodes over SSH. */
@ApplicationScoped
public class SshNodes implements Nodes {
    private final PrivateKeys keys;
    private final RandomGenerator random;

    /** The keys are asked for at each login and not kept. */
    @Inject
    public SshNodes(PrivateKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    @Override
    public NodeConnection connect(Node node, Fence fence) throws NodeException, InterruptedException {
        var problems = new Problems(node.name());
        var line = new Line(new SshLogin(keys, node), problems, random);
        try {
            line.wire();
            return new SshConnection(node.deployPath(), new Verbs(line, problems, fence));
        } catch (NodeException | InterruptedException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    @Override
    public String hostKey(Node node) throws NodeException, InterruptedException {
        return new SshLogin(keys, node).hostKey();
    }
}
