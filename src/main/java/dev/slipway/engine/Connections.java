package dev.slipway.engine;

import dev.slipway.deployment.Plan;
import dev.slipway.engine.step.Crew;
import dev.slipway.fleet.Node;
import dev.slipway.node.Fence;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.Nodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One kept connection per node, for as long as this instance owns the deployment. */
final class Connections implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Connections.class);

    private final Nodes nodes;
    private final Fence fence;
    private final Map<String, Crew.Permits> doors = new HashMap<>();
    private final Map<String, NodeConnection> open = new HashMap<>();
    private final Map<String, List<String>> finishedJobs = new HashMap<>();

    Connections(Nodes nodes, Fence fence, Plan plan, Crew crew) {
        this.nodes = nodes;
        this.fence = fence;
        plan.fleet().nodes().forEach(n -> doors.put(n.name(), crew.permits(1)));
    }

    /** The node's connection, opened at the first call; nodes do not wait for each other. */
    NodeConnection to(Node node) throws NodeException, InterruptedException {
        var door = doors.get(node.name());
        if (door == null) {
            throw new IllegalArgumentException("The plan has no node " + node.name());
        }
        var before = kept(node);
        if (before != null) {
            return before;
        }
        door.take();
        try {
            var meanwhile = kept(node);
            if (meanwhile != null) {
                return meanwhile;
            }
            var made = nodes.connect(node, fence);
            synchronized (this) {
                open.put(node.name(), made);
            }
            return made;
        } finally {
            door.give();
        }
    }

    private synchronized @Nullable NodeConnection kept(Node node) {
        return open.get(node.name());
    }

    synchronized void acknowledgeLater(String node, String job) {
        finishedJobs.computeIfAbsent(node, key -> new ArrayList<>()).add(job);
    }

    /** Forgets the jobs that are over; what is left behind by a lost connection is a few small files. */
    void acknowledge(String node) throws InterruptedException {
        NodeConnection connection;
        List<String> jobs;
        synchronized (this) {
            connection = open.get(node);
            jobs = finishedJobs.remove(node);
        }
        if (connection == null || jobs == null) {
            return;
        }
        try {
            for (var job : jobs) {
                connection.acknowledge(job);
            }
        } catch (NodeException e) {
            LOG.debugf("Jobs on %s stay unacknowledged: %s", node, e.getMessage());
        }
    }

    @Override
    public void close() {
        List<NodeConnection> all;
        synchronized (this) {
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(NodeConnection::close);
    }
}
