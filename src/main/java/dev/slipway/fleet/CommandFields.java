package dev.slipway.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/** The driver {@code command}. */
final class CommandFields implements DriverFields {
    private static final String PROGRAM = "[A-Za-z0-9_][A-Za-z0-9_.-]*";

    @Override
    public String driver() {
        return "command";
    }

    @Override
    public List<String> names() {
        return List.of("program", "arguments", "timeout", "settle");
    }

    @Override
    public Settings read(Mapping fields) {
        var options = new HashMap<String, String>();
        options.put(
                "program",
                fields.matching(
                        "program",
                        PROGRAM,
                        "must be the name of a file in slipway.balancer.commands, without a path",
                        fields.required("program", "the name of a program in slipway.balancer.commands")));
        fields.duration("timeout", Duration.ofMillis(100)).ifPresent(time -> options.put("timeout", time.toString()));
        DriverFields.wait(fields, "settle", options);
        return new Settings(fields.texts("arguments"), "", options);
    }
}
