package dev.slipway.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fleet.HostKeys;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: SSH addresses are read as git reads them, and nothing in one becomes an option or a second command. */
class SshAddressTest {
    @ParameterizedTest
    @CsvSource({
        "git@github.com:acme/shop.git, git, ssh://github.com, acme/shop.git",
        "git@GitHub.com.:acme/shop.git, git, ssh://github.com, acme/shop.git",
        "deploy@10.0.0.5:/srv/git/shop, deploy, ssh://10.0.0.5, /srv/git/shop",
        "git@[2001:db8::1]:shop.git, git, ssh://[2001:db8:0:0:0:0:0:1], shop.git",
        "git@ssh.dev.azure.com:v3/acme/My%20Shop/web, git, ssh://ssh.dev.azure.com, v3/acme/My%20Shop/web",
        "ssh://git@example.com/acme/shop.git, git, ssh://example.com, /acme/shop.git",
        "ssh://git@example.com:2222/acme/shop.git, git, ssh://example.com:2222, /acme/shop.git",
        "SSH://example.com/shop.git, git, ssh://example.com, /shop.git",
        "git+ssh://git@example.com/~ada/shop.git, git, ssh://example.com, ~ada/shop.git"
    })
    void an_address_has_a_login_a_server_and_a_path(String written, String user, String server, String path)
            throws Exception {
        var address = SshAddress.read(written).orElseThrow();

        assertThat(address.user()).isEqualTo(user);
        assertThat(address.server().origin()).isEqualTo(server);
        assertThat(address.path()).isEqualTo(path);
    }

    @Test
    void what_is_below_the_logins_home_and_what_is_not_are_two_repositories() throws Exception {
        assertThat(SshAddress.read("git@example.com:shop").orElseThrow().shown())
                .isEqualTo("git@example.com:shop");
        assertThat(SshAddress.read("git@example.com:/shop").orElseThrow().shown())
                .isEqualTo(SshAddress.read("ssh://git@example.com:22/shop")
                        .orElseThrow()
                        .shown())
                .isEqualTo("ssh://git@example.com/shop");
        assertThat(SshAddress.read("ssh://git@example.com:2222/~/shop")
                        .orElseThrow()
                        .shown())
                .isEqualTo("git@example.com:2222:~/shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/shop.git",
                "git://example.com/shop.git",
                "ext::sh -c id",
                "/srv/shop.git",
                "file:///srv/shop.git",
                "example.com:shop.git"
            })
    void what_is_no_address_of_ssh_is_left_to_others(String written) throws Exception {
        assertThat(SshAddress.read(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git@example.com:--upload-pack=id",
                "git@example.com:-x",
                "git@example.com:shop.git'; id; '",
                "git@example.com:shop`id`",
                "git@example.com:$HOME",
                "git@example.com:a\\b",
                "git@example.com:",
                "git@-oProxyCommand=id:shop",
                "git@0x7f000001:shop",
                "git@127.1:shop",
                "ssh://-oProxyCommand=id/shop",
                "ssh://git:secret@example.com/shop",
                "ssh://git@example.com:0/shop",
                "ssh://git@example.com:99999/shop",
                "ssh://git@example.com/a%0Ab",
                "ssh://git@example.com/a\nb",
                "ssh://git@example.com",
                "ssh://git@exa mple.com/shop"
            })
    void what_could_be_taken_for_something_else_is_refused(String written) {
        assertThatThrownBy(() -> SshAddress.read(written))
                .isInstanceOf(SourceFailed.class)
                .hasMessageContaining("SSH address")
                .hasMessageNotContaining("secret");
    }

    /** The fingerprints are those that the three of them publish, and not made from the keys. */
    @ParameterizedTest
    @CsvSource({
        "github.com, SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
        "ssh.github.com, SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
        "gitlab.com, SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
        "bitbucket.org, SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM"
    })
    void the_keys_of_large_servers_are_the_published_ones(String host, String fingerprint) {
        assertThat(HostKeys.fingerprint(Objects.requireNonNull(KnownHosts.of(host))))
                .isEqualTo(fingerprint);
    }

    @Test
    void other_servers_are_not_known() {
        assertThat(KnownHosts.of("github.com.example.com")).isNull();
    }
}
