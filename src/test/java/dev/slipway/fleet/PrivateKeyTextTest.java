package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa", "rsa -m PEM", "rsa -m PKCS8", "ecdsa -m PKCS8", "ecdsa -m PEM"})
    void reads_what_ssh_keygen_makes(String kind, @TempDir Path folder) throws Exception {
        Path file = generate(kind, "", folder);

        var key = PrivateKeyText.publicKey(Files.readString(file));

        String line = Files.readString(folder.resolve("key.pub")).strip();
        assertThat(line).startsWith(key);
        assertThat(HostKeys.fingerprint(key)).isEqualTo(HostKeys.fingerprint(line));
    }

    @Test
    void makes_keys_that_ssh_keygen_reads(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("made"), PrivateKeyText.generate());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        var keygen = new ProcessBuilder("ssh-keygen", "-y", "-f", file.toString()).start();

        assertThat(new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .startsWith(PrivateKeyText.publicKey(Files.readString(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa -m PEM", "ecdsa -m PKCS8"})
    void says_that_a_passphrase_is_in_the_way(String kind, @TempDir Path folder) throws Exception {
        String pem = Files.readString(generate(kind, "a passphrase", folder));

        assertThatThrownBy(() -> PrivateKeyText.publicKey(pem)).hasMessageContaining("has a passphrase");
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
