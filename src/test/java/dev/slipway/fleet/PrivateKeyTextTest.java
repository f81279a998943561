package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa", "rsa -m PEM", "rsa -m PKCS8", "ecdsa -m PKCS8", "ecdsa -m PEM"})
    void reads_what_ssh_keygen_makes(String kind, @TempDir Path folder) throws Exception {
        Path file = generate(kind, "", folder);

        var pair = PrivateKeyText.read(Files.readString(file));

        String line = Files.readString(folder.resolve("key.pub")).strip();
        assertThat(line)
                .startsWith(PrivateKeyText.publicLine(pair.getPublic(), "").strip());
        assertThat(PrivateKeyText.fingerprint(pair.getPublic())).isEqualTo(HostKeys.fingerprint(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa -m PEM", "ecdsa -m PKCS8"})
    void says_that_a_passphrase_is_in_the_way(String kind, @TempDir Path folder) throws Exception {
        String pem = Files.readString(generate(kind, "a passphrase", folder));

        assertThatThrownBy(() -> PrivateKeyText.read(pem)).hasMessageContaining("has a passphrase");
    }

    private static Path generate(String kind, String passphrase, Path folder) throws Exception {
        boolean required = "required".equals(System.getProperty("slipway.real"));
        assumeTrue(required || Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "ssh-keygen is missing");
        Path file = folder.resolve("key");
        var command = new java.util.ArrayList<>(java.util.List.of("ssh-keygen", "-q", "-t"));
        command.addAll(java.util.List.of(kind.split(" ")));
        command.addAll(java.util.List.of("-N", passphrase, "-f", file.toString()));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        return file;
    }
}
