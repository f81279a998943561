package dev.slipway.fleet;

import dev.slipway.fleet.BalancerSpec.Reenter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code balancers}: what every driver takes here, and the rest as its own {@link DriverFields} say. */
final class BalancerFields {
    private static final Map<String, DriverFields> DRIVERS = Stream.of(
                    new CaddyFields(),
                    new CommandFields(),
                    new ConsulFields(),
                    new DigitaloceanFields(),
                    new DnsFields(),
                    new Elbv2Fields(),
                    new EmbeddedFields(),
                    new HaproxyFields(),
                    new NginxFields(),
                    new NoBalancerFields())
            .collect(Collectors.toUnmodifiableMap(DriverFields::driver, Function.identity()));

    private BalancerFields() {}

    static Map<String, BalancerSpec> read(Mapping document) {
        Map<String, BalancerSpec> balancers = new LinkedHashMap<>();
        Optional<Mapping> all = document.mapping("balancers");
        all.ifPresent(named -> named.names().forEach(name -> {
            named.matching(name, FleetDocument.NAME, FleetDocument.NAME_RULE, name);
            if (!named.has(name)) {
                named.mistake(name, "missing: the balancer's fields");
            }
            named.mapping(name).ifPresent(fields -> balancers.put(name, balancer(name, fields)));
        }));
        return balancers;
    }

    private static BalancerSpec balancer(String name, Mapping fields) {
        if (!fields.has("driver")) {
            fields.missing("driver", DRIVERS.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        Optional<DriverFields> driver = fields.choice("driver", DRIVERS);
        List<String> known = new ArrayList<>(List.of("driver", "reenter"));
        // Without a driver nobody can say which fields are wrong.
        driver.ifPresent(own -> known.addAll(own.names()));
        driver.ifPresent(_ -> fields.only(known));
        Reenter reenter = fields.choice("reenter", Map.of("proof", Reenter.PROOF, "check", Reenter.CHECK))
                .orElse(Reenter.PROOF);
        DriverFields.Settings read = driver.map(own -> own.read(fields)).orElse(DriverFields.Settings.NONE);
        return new BalancerSpec(
                name,
                driver.map(DriverFields::driver).orElse(""),
                read.endpoints(),
                read.backend(),
                reenter,
                read.options());
    }

    /** What is wrong with this name of a member, if anything is. */
    static Optional<String> memberMistake(BalancerSpec balancer, String member) {
        return Optional.ofNullable(DRIVERS.get(balancer.driver())).flatMap(driver -> driver.memberMistake(member));
    }
}
