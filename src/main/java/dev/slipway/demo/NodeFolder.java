package dev.slipway.demo;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The home of a demo server's login, with what an operator would have put there by hand.
 *
 * @param taxRules whether it has the setting that release 1.2.0 needs
 */
record NodeFolder(String name, Path home, boolean taxRules) {
    /** Below the home; the fleet document says the same. */
    static final String DEPLOY_PATH = "shop";

    /** Makes what is missing; what an earlier demo left stays. */
    void prepare(String authorizedKey) throws IOException {
        var closed = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(home.resolve(".ssh"), closed);
        Files.writeString(authorizedKeys(), authorizedKey.strip() + "\n");
        Files.setPosixFilePermissions(authorizedKeys(), PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(shared());
        Files.writeString(shared().resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java") + "\n");
        choosePort(shared().resolve("port"));
        choosePort(sshPortFile());
        Files.writeString(shared().resolve(".env"), settings());
    }

    private String settings() {
        return "NODE=" + name + "\nDEMO_PROCESS=" + ProcessHandle.current().pid() + "\n"
                + (taxRules ? "TAX_RULES_URL=http://tax.example/rules\n" : "");
    }

    int sitePort() throws IOException {
        return port(shared().resolve("port"));
    }

    /** The same in each demo that keeps its home, so that deployments find their servers again. */
    int sshPort() throws IOException {
        return port(sshPortFile());
    }

    private Path sshPortFile() {
        return home.resolveSibling(name + ".port");
    }

    private static int port(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    private static void choosePort(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, LoopbackPorts.free() + "\n");
        }
    }

    Path shared() {
        return home.resolve(DEPLOY_PATH).resolve("shared");
    }

    /** The release that an earlier demo left live, if any. */
    Path current() {
        return home.resolve(DEPLOY_PATH).resolve("current");
    }

    Path authorizedKeys() {
        return home.resolve(".ssh").resolve("authorized_keys");
    }

    /** Beside the home: no login may read it. */
    Path hostKeyFile() {
        return home.resolveSibling(name + ".hostkey");
    }
}
