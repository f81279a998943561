package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives one backend of one or more HAProxy processes through their runtime sockets.
 *
 * <p>Out takes two steps: <em>drain</em>, and <em>maint</em> once nothing is in flight, because clients with a
 * persistence cookie still reach a drained server. Every process keeps states of its own and forgets them on reload, so
 * each step asks all of them first and sets only those that are not so. Nothing is set while one of them is silent.
 */
final class HaproxyBalancer implements Balancer {
    private final String name;
    private final String backend;
    private final Reenter reenter;
    private final List<Instance> instances;

    HaproxyBalancer(String name, String backend, Reenter reenter, List<Instance> instances) {
        this.name = name;
        this.backend = backend;
        this.reenter = reenter;
        this.instances = List.copyOf(instances);
    }

    @Override
    public PoolView pool() throws BalancerException, InterruptedException {
        var answers = new ArrayList<Merge.Answer>();
        for (var instance : instances) {
            answers.add(new Merge.Answer(instance.name(), instance.servers(Servers.question(backend))));
        }
        return new PoolView(name, Merge.members(answers, reenter));
    }

    @Override
    public void drain(String member) throws BalancerException, InterruptedException {
        var places = find(member);
        if (places.stream().noneMatch(place -> place.server.ready())) {
            close(member);
            return;
        }
        for (var place : places) {
            if (place.server.ready()) {
                if (place.server.agent() == Server.Agent.LISTENED_TO) { // its "ready" would cancel the drain
                    place.say("disable agent " + place.path());
                }
                place.set("state drain");
            }
        }
    }

    /** From drain to maint, once nothing is in flight. */
    private void close(String member) throws BalancerException, InterruptedException {
        var places = find(member, Servers.settledQuestion(backend));
        if (places.stream().anyMatch(place -> place.server.ready() || !place.server.idle())) {
            return;
        }
        for (var place : places) {
            if (!place.server.maint()) {
                place.set("state maint");
            }
        }
    }

    @Override
    public void admit(String member) throws BalancerException, InterruptedException {
        var places = find(member);
        if (switch (reenter) {
            case PROOF -> true;
            case CHECK -> passedWhileDrained(places);
        }) {
            for (var place : places) {
                if (!place.server.ready()) {
                    place.set("state ready");
                }
                if (place.server.agent() == Server.Agent.IGNORED) {
                    place.say("enable agent " + place.path());
                }
            }
        }
    }

    @Override
    public void weigh(String member, int weight) throws BalancerException, InterruptedException {
        for (var place : find(member)) {
            if (place.server.weight() != weight) {
                place.set("weight " + weight);
            }
        }
    }

    /** In maint no check runs, so it goes to drain first; there its health must grow from nothing. */
    private static boolean passedWhileDrained(List<Place> places) throws BalancerException, InterruptedException {
        var passed = true;
        for (var place : places) {
            if (place.server.maint() && place.server.check() != null) {
                passed = false;
                place.say("set server " + place.path() + " state drain;set server " + place.path() + " health down");
            } else {
                passed &= place.server.ready() || place.server.passesWhileDrained();
            }
        }
        return passed;
    }

    /** The member on every instance. */
    private List<Place> find(String member) throws BalancerException, InterruptedException {
        return find(member, Servers.question(backend));
    }

    private List<Place> find(String member, String question) throws BalancerException, InterruptedException {
        var places = new ArrayList<Place>();
        for (var instance : instances) {
            var server = instance.find(member, question);
            places.add(new Place(instance, backend, server));
        }
        return places;
    }

    /** One server on one instance. */
    private record Place(Instance instance, String backend, Server server) {
        String path() {
            return backend + "/" + server.name();
        }

        void set(String what) throws BalancerException, InterruptedException {
            say("set server " + path() + " " + what);
        }

        void say(String command) throws BalancerException, InterruptedException {
            instance.say(command);
        }
    }
}
