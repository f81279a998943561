package dev.slipway.dashboard;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Balancers;
import dev.slipway.doctor.ConnectionCheck;
import dev.slipway.doctor.NodeReport;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.FoundServers;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.pipeline.Pipelines;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What is stored, and what answers. */
@ApplicationScoped
class StoredInventory implements Inventory {
    private final Fleets fleets;
    private final FoundServers found;
    private final Pipelines pipelines;
    private final Balancers balancers;
    private final ConnectionCheck check;

    StoredInventory(
            Fleets fleets, FoundServers found, Pipelines pipelines, Balancers balancers, ConnectionCheck check) {
        this.fleets = fleets;
        this.found = found;
        this.pipelines = pipelines;
        this.balancers = balancers;
        this.check = check;
    }

    @Override
    public List<Fleet> fleets() {
        return fleets.list();
    }

    @Override
    public Optional<Fleet> fleet(String name) {
        return fleets.find(name);
    }

    @Override
    public List<FoundServers.Standing> found(String fleet) {
        return found.standing(fleet);
    }

    @Override
    public Asked ask(BalancerSpec balancer) throws InterruptedException {
        try {
            return new Asked.Answered(balancers.open(balancer).pool());
        } catch (BalancerException e) {
            return new Asked.Failed(e.failure().sentence(), e.failure().next());
        } catch (IllegalArgumentException e) {
            return new Asked.Failed(String.valueOf(e.getMessage()), "Mend balancers: in the fleet document");
        }
    }

    @Override
    public List<NodeReport> check(Fleet fleet, String base) throws InterruptedException {
        var pipeline = pipelines.of(fleet.pipeline());
        return check.check(new ConnectionCheck.Wanted(
                fleet,
                pipeline.map(Pipeline::tools).orElse(List.of()),
                pipeline.map(Pipeline::commands).orElse(List.of()),
                base));
    }
}
