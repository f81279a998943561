package dev.slipway.node.sshj;

import dev.slipway.node.FarSockets;
import dev.slipway.node.NodeException;
import dev.slipway.node.PrivateKeys;
import dev.slipway.node.Shells;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Scripts and sockets over SSH, without the node helper. */
@ApplicationScoped
public class SshShells implements Shells, FarSockets {
    private final ConcurrentHashMap<Login, KeptWire> wires = new ConcurrentHashMap<>();
    private final PrivateKeys keys;

    /** The keys are asked for at each login and not kept. */
    public SshShells(PrivateKeys keys) {
        this.keys = keys;
    }

    @Override
    public Said run(Login login, String script, List<String> arguments, String input, Duration patience)
            throws NodeException, InterruptedException {
        return wire(login).run(Quoted.script(script, arguments), input, patience);
    }

    @Override
    public String ask(Login login, String path, String text, Duration patience)
            throws NodeException, InterruptedException {
        return wire(login).ask(path, text, patience);
    }

    private KeptWire wire(Login login) {
        return wires.computeIfAbsent(login, key -> new KeptWire(keys, login));
    }

    /** Ends all connections. */
    @PreDestroy
    public void close() {
        wires.values().forEach(KeptWire::close);
    }
}
