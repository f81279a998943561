package dev.slipway.api;

import dev.slipway.access.Access;
import dev.slipway.access.Access.Decision;
import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.access.OpenToAll;
import dev.slipway.access.Present;
import dev.slipway.access.Who;
import dev.slipway.audit.Audit;
import dev.slipway.audit.Whereabouts;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.History;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Asks {@link Access} before each call and page is run, and before its body is read. A call that names no act is
 * refused to everybody.
 *
 * <p>A fleet that one may not see is answered as one that does not exist: the answer is made here for both.
 */
class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);
    private final Access access;
    private final Present present;
    private final Whereabouts whereabouts;
    private final Fleets fleets;
    private final History history;
    private final Audit audit;
    private final Refusals refusals;

    Gate(
            Access access,
            Present present,
            Whereabouts whereabouts,
            Fleets fleets,
            History history,
            Audit audit,
            Refusals refusals) {
        this.access = access;
        this.present = present;
        this.whereabouts = whereabouts;
        this.fleets = fleets;
        this.history = history;
        this.audit = audit;
        this.refusals = refusals;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Optional<Response> admit(ContainerRequestContext request, ResourceInfo resource, RoutingContext context) {
        var who = Door.who(context);
        present.arrive(who);
        whereabouts.from(Door.address(context));
        var method = resource.getResourceMethod();
        if (method.isAnnotationPresent(OpenToAll.class)) {
            return Optional.empty();
        }
        var needs = method.getAnnotation(Needs.class);
        if (needs == null) {
            LOG.errorf("%s names no act, so nobody may call it", method);
            return Optional.of(refusals.undecided(request));
        }
        return switch (decide(request, who, needs.value())) {
            case Decision.Yes _ -> Optional.empty();
            case Decision.SignIn _ -> Optional.of(refusals.signIn(request));
            case Decision.Hidden _ -> {
                refused(request, who, "may not see it");
                yield Optional.of(refusals.hidden(request));
            }
            case Decision.Missing missing -> {
                refused(request, who, "the role " + missing.role().word() + " is missing");
                yield Optional.of(refusals.missing(request, missing.role()));
            }
            case Decision.SecondFactor _ -> {
                refused(request, who, "no second factor is set up");
                yield Optional.of(refusals.secondFactor(request));
            }
            case Decision.ProveAgain _ -> Optional.of(refusals.proveAgain(request));
        };
    }

    private Decision decide(ContainerRequestContext request, Who who, Act act) {
        return switch (act.scope()) {
            case NONE, ALL -> access.may(who, act);
            case FLEET -> onFleet(request, who, act);
            case APPLICATION -> access.mayOnAny(who, act, fleetsOf(who, act, parameter(request, "application")));
        };
    }

    private Decision onFleet(ContainerRequestContext request, Who who, Act act) {
        var fleet = parameter(request, "fleet");
        if (!fleet.isEmpty()) {
            return access.may(who, act, fleet);
        }
        // Whoever may do it everywhere needs no look at whose deployment it is.
        var everywhere = access.may(who, act);
        if (!(everywhere instanceof Decision.Missing)) {
            return everywhere;
        }
        var number = parameter(request, "number");
        var owner = number.matches("\\d{1,18}") ? history.fleetOf(Long.parseLong(number)) : Optional.<String>empty();
        if (owner.isPresent()) {
            return access.may(who, act, owner.get());
        }
        return who.grants().allowEverywhere(Act.VIEW) ? everywhere : new Decision.Hidden();
    }

    private List<String> fleetsOf(Who who, Act act, String application) {
        // Whoever may do it everywhere needs no look at whose application it is.
        return who.grants().allowEverywhere(act)
                ? List.of()
                : fleets.list().stream()
                        .filter(fleet -> fleet.application().equals(application))
                        .map(Fleet::name)
                        .toList();
    }

    private static String parameter(ContainerRequestContext request, String name) {
        var value = request.getUriInfo().getPathParameters().getFirst(name);
        return value == null ? "" : value;
    }

    private void refused(ContainerRequestContext request, Who who, String why) {
        audit.record(
                who.label(),
                "access.refused",
                request.getMethod() + " " + request.getUriInfo().getPath(),
                why);
    }
}
