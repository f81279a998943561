package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new SecureRandom(), new CommonPasswords());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "fourteen chars",
                "passwordpassword",
                "P@ssw0rdP@ssw0rd1!",
                "123456789012345",
                "aaaaaaaaaaaaaaaaaaaa",
                "qwertyuiopasdfgh",
                "1qaz2wsx3edc4rfv",
                "abcabcabcabcabcabc",
                "SlipwayAdmin2026!",
                "Welcome-Welcome-2026",
                "mirandamirandamiranda",
                "iloveyouiloveyou!",
                "correcthorsebatterystaple",
                "zyxwvutsrqponmlk"
            })
    void what_is_short_or_easily_guessed_is_refused(String password) {
        assertThat(passwords.objection(Secret.of(password), "miranda")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gravel lantern umbrella seventeen",
                "vK9#mq2$Lw8!zRt4",
                "Der Fuchs isst keine Trauben",
                "пять слов на моём языке",
                "four sheep over the bridge"
            })
    void what_nobody_would_try_first_is_taken(String password) {
        assertThat(passwords.objection(Secret.of(password), "mira")).isEmpty();
    }

    @Test
    void a_password_is_stored_as_argon2id_with_its_own_salt_and_is_known_again() {
        var stored = passwords.stored(Secret.of(Visitors.PASSWORD));
        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("gravel");
        assertThat(passwords.stored(Secret.of(Visitors.PASSWORD))).isNotEqualTo(stored);
        assertThat(passwords.matches(Secret.of(Visitors.PASSWORD), stored)).isTrue();
        assertThat(passwords.matches(Secret.of(Visitors.PASSWORD + " "), stored))
                .isFalse();
        assertThat(passwords.matches(Secret.of(""), stored)).isFalse();
        assertThat(passwords.matches(Secret.of(Visitors.PASSWORD), null)).isFalse();
    }
}
