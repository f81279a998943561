package dev.slipway.node.sshj;

import dev.slipway.node.NodeException;
import dev.slipway.node.PrivateKeys;
import dev.slipway.node.Shells;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Scripts over SSH, without the node helper. */
@ApplicationScoped
public class SshShells implements Shells {
    private final ConcurrentHashMap<Login, KeptWire> wires = new ConcurrentHashMap<>();
    private final PrivateKeys keys;

    /** The keys are asked for at each login and not kept. */
    public SshShells(PrivateKeys keys) {
        this.keys = keys;
    }

    @Override
    public Said run(Login login, String script, List<String> arguments, String input, Duration patience)
            throws NodeException, InterruptedException {
        return wires.computeIfAbsent(login, key -> new KeptWire(keys, login))
                .run(Quoted.script(script, arguments), input, patience);
    }

    /** Ends all connections. */
    @PreDestroy
    public void close() {
        wires.values().forEach(KeptWire::close);
    }
}
