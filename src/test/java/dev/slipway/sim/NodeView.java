package dev.slipway.sim;

import dev.slipway.fleet.Node;
import dev.slipway.node.Delivery;
import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeFacts;
import dev.slipway.node.Nodes;
import dev.slipway.secret.Secret;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The nodes as one machine reaches them. */
record NodeView(Machine machine, World world) implements Nodes {
    private static final Duration BEFORE_GIVING_UP = Duration.ofSeconds(10);

    @Override
    public NodeConnection connect(Node node, Fence fence) throws NodeException, InterruptedException {
        var sim = world.node(node.name());
        var connection = new Connection(machine, world, sim, fence);
        connection.call("connect", () -> true);
        return connection;
    }

    @Override
    public String hostKey(Node node) {
        throw new IllegalStateException("nobody asks for a simulated host key");
    }

    /** An act on the node. */
    private interface Verb<T extends @Nullable Object> {
        T run() throws NodeException;
    }

    private record Connection(Machine machine, World world, SimNode node, Fence fence) implements NodeConnection {

        /** The request may be lost, or the answer; either way nobody hears so for a while. */
        private <T extends @Nullable Object> T call(String verb, Verb<T> act)
                throws NodeException, InterruptedException {
            machine.pause(world.faults().travel());
            var lost = world.faults().onNode();
            if (!node.reachable() || lost == Faults.Lost.REQUEST) {
                machine.pause(BEFORE_GIVING_UP);
                throw Faults.noAnswer(node.name(), verb);
            }
            var answer = act.run();
            machine.pause(world.faults().travel());
            if (!node.reachable() || lost == Faults.Lost.ANSWER) {
                machine.pause(BEFORE_GIVING_UP);
                throw Faults.noAnswer(node.name(), verb);
            }
            return answer;
        }

        private <T extends @Nullable Object> T fenced(String verb, Verb<T> act)
                throws NodeException, InterruptedException {
            return call(verb, () -> {
                node.fence(fence, verb);
                return act.run();
            });
        }

        @Override
        public NodeFacts look(Collection<String> tools) throws NodeException, InterruptedException {
            return call(
                    "look",
                    () -> new NodeFacts(
                            node.current(), List.copyOf(node.releases()), 1L << 40, 1L << 30, Set.of(), true, true));
        }

        /** The delivery itself is opened by nobody here: the engine's plan is known. */
        @Override
        public String deliver(Delivery delivery, LongConsumer progress) throws NodeException, InterruptedException {
            var version = delivery.release().version();
            machine.pause(world.faults().between(100, 3_000));
            return fenced("deliver", () -> {
                node.deliver(version);
                return "delivered";
            });
        }

        @Override
        public void write(String version, String path, Secret text) throws NodeException, InterruptedException {
            fenced("write", () -> true);
        }

        @Override
        public JobStatus start(Job job, Duration wait) throws NodeException, InterruptedException {
            fenced("start " + job.run(), () -> {
                node.start(job);
                return true;
            });
            return status(job.id(), wait);
        }

        @Override
        public JobStatus status(String job, Duration wait) throws NodeException, InterruptedException {
            var end = node.endOf(job);
            if (end != null && !node.over(job)) {
                var left = Duration.between(world.schedule().now(), end).plusMillis(1);
                machine.pause(left.compareTo(wait) < 0 && !left.isNegative() ? left : wait);
            }
            return call("status", () -> node.status(job));
        }

        @Override
        public LogPart tail(String job, int generation, long offset) {
            return new LogPart(0, 0, new byte[0]);
        }

        @Override
        public JobStatus cancel(String job, Duration grace) throws NodeException, InterruptedException {
            return fenced("cancel", () -> {
                node.cancel(job);
                return node.status(job);
            });
        }

        @Override
        public void acknowledge(String job) throws NodeException, InterruptedException {
            fenced("acknowledge", () -> true);
        }

        @Override
        public void activate(String version) throws NodeException, InterruptedException {
            fenced("activate", () -> {
                if (!node.releases().contains(version)) {
                    throw new NodeException(
                            NodeException.Kind.REFUSED, Faults.failure(node.name(), "activate", "no such release"));
                }
                node.activate(version);
                return true;
            });
        }

        @Override
        public List<String> prune(int keep, Collection<String> spared) throws NodeException, InterruptedException {
            return fenced("prune", List::<String>of);
        }

        @Override
        public Said ask(String command, Duration timeout) throws NodeException, InterruptedException {
            return call("ask", () -> switch (command) {
                case "pid" -> node.process() == null ? new Said(1, "") : new Said(0, Integer.toString(node.pid()));
                default -> throw new IllegalStateException("nobody asks " + command);
            });
        }

        @Override
        public ProcessAge processAge(String pid) throws NodeException, InterruptedException {
            return call(
                    "age",
                    () -> new ProcessAge(
                            pid,
                            Duration.between(
                                    node.processStarted(), world.schedule().now())));
        }

        @Override
        public Socket tunnel(int port, Duration timeout) {
            throw new IllegalStateException("simulated health needs no tunnel");
        }

        @Override
        public long adopt() {
            throw new IllegalStateException("nobody adopts a simulated node");
        }

        @Override
        public void close() {}
    }
}
