package dev.slipway.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The driver {@code digitalocean}. */
final class DigitaloceanFields implements DriverFields {
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Override
    public String driver() {
        return "digitalocean";
    }

    @Override
    public List<String> names() {
        return List.of("loadBalancer", "token", "settle", "endpoint");
    }

    @Override
    public Settings read(Mapping fields) {
        var options = new LinkedHashMap<String, String>();
        options.put(
                "loadBalancer",
                fields.matching(
                        "loadBalancer",
                        UUID,
                        "must be the load balancer's id, as doctl compute load-balancer list shows it",
                        fields.required("loadBalancer", "the load balancer's id")));
        if (!fields.has("token")) {
            fields.missing("token", "the name of a file in slipway.balancer.secrets with an API token");
        }
        DriverFields.secret(fields, "token").ifPresent(name -> options.put("token", name));
        DriverFields.wait(fields, "settle", options);
        return new Settings(
                fields.text("endpoint")
                        .map(text ->
                                List.of(fields.matching("endpoint", DriverFields.ADDRESS, DriverFields.SAFE, text)))
                        .orElse(List.of()),
                "",
                options);
    }

    @Override
    public Optional<String> memberMistake(String member) {
        return member.matches("[1-9][0-9]{0,17}")
                ? Optional.empty()
                : Optional.of("must be a droplet's id, which is a number");
    }
}
