package dev.slipway.dashboard;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.dashboard.Inventory.Asked;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.history.History;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The balancers, asked when somebody looks. */
@Page
@Path("/balancers")
@Produces(MediaType.TEXT_HTML)
class BalancerPages {
    private final Inventory inventory;
    private final History history;
    private final Visitor visitor;

    BalancerPages(Inventory inventory, History history, Visitor visitor) {
        this.inventory = inventory;
        this.history = history;
        this.visitor = visitor;
    }

    /** One balancer of a list. */
    record Listed(String name, List<Use> uses) {}

    /** Whose it is, and how it is reached. */
    record Use(String fleet, String driver, List<String> endpoints, String backend, int members) {}

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(List<Listed> balancers);

        static native TemplateInstance balancer(BalancerPage page);
    }

    @GET
    @Needs(Act.COME_IN)
    public String list() {
        var byName = new TreeMap<String, List<Use>>();
        for (var fleet : seen()) {
            for (var spec : fleet.balancers().values()) {
                var members = (int) fleet.nodes().stream()
                        .filter(node -> node.members().containsKey(spec.name()))
                        .count();
                byName.computeIfAbsent(spec.name(), key -> new ArrayList<>())
                        .add(new Use(fleet.name(), spec.driver(), spec.endpoints(), spec.backend(), members));
            }
        }
        return Templates.list(byName.entrySet().stream()
                        .map(one -> new Listed(one.getKey(), one.getValue()))
                        .toList())
                .render();
    }

    /** Whose balancer it also is, is nobody's business who may not see that fleet. */
    private List<Fleet> seen() {
        return inventory.fleets().stream()
                .filter(fleet -> visitor.sees(fleet.name()))
                .toList();
    }

    @GET
    @Path("{name}")
    @Needs(Act.COME_IN)
    public Response balancer(@PathParam("name") String name) throws InterruptedException {
        var fleets = seen().stream()
                .filter(fleet -> fleet.balancers().containsKey(name))
                .toList();
        if (fleets.isEmpty()) {
            return Refusal.notFound("balancer " + name, "/balancers");
        }
        return Response.ok(Templates.balancer(new BalancerPage(name, pools(name, fleets)))
                        .render())
                .build();
    }

    /** All of them at once: it takes as long as the slowest, and each has a deadline of its own. */
    private List<BalancerPage.Pool> pools(String name, List<Fleet> fleets) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Asked>>();
            for (var fleet : fleets) {
                asked.add(threads.submit(() -> inventory.ask(spec(fleet, name))));
            }
            var pools = new ArrayList<BalancerPage.Pool>();
            for (var i = 0; i < fleets.size(); i++) {
                var fleet = fleets.get(i);
                var view = history.fleet(fleet.name()).orElse(null);
                pools.add(BalancerPage.pool(
                        fleet, spec(fleet, name), view, got(asked.get(i)), visitor.hand(fleet.name())));
            }
            return pools;
        }
    }

    private static BalancerSpec spec(Fleet fleet, String name) {
        var spec = fleet.balancers().get(name);
        if (spec == null) {
            throw new IllegalStateException("Fleet " + fleet.name() + " has no balancer " + name);
        }
        return spec;
    }

    private static Asked got(Future<Asked> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A balancer could not be asked", e.getCause());
        }
    }
}
