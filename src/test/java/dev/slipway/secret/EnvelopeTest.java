package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void opens_what_it_sealed_and_only_for_the_same_purpose() throws Exception {
        Envelope envelope = new Envelope(key(), random);
        String sealed = envelope.seal("a private key", "ssh_key:shop");

        assertThat(sealed).matches("(?s)sw1:[0-9a-f]{8}:.*").doesNotContain("private");
        assertThat(envelope.open(sealed, "ssh_key:shop")).isEqualTo("a private key");
        assertThatThrownBy(() -> envelope.open(sealed, "ssh_key:other")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void another_key_does_not_open_it() throws Exception {
        String sealed = new Envelope(key(), random).seal("a private key", "x");
        Envelope other = new Envelope(key(), random);

        assertThatThrownBy(() -> other.open(sealed, "x")).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> other.open("sw1:1:AAAA", "x")).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> other.open("clear text", "x")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void a_secret_prints_as_a_mask() {
        assertThat(Secret.of("hidden")).hasToString("***");
    }

    private byte[] key() {
        byte[] key = new byte[Envelope.KEY_BYTES];
        random.nextBytes(key);
        return key;
    }
}
