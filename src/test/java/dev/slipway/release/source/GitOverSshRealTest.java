package dev.slipway.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fleet.HostKeys;
import dev.slipway.outside.NotReached;
import dev.slipway.outside.OddServer;
import dev.slipway.real.RealGit;
import dev.slipway.real.RealSshd;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: repositories come over SSH too; no host key is new, no address unseen, and each refusal says what to do.
 *
 * <p>Method: git itself behind a real {@code sshd} on loopback; the key that its login takes, and others.
 */
@SuppressWarnings("NullAway.Init")
class GitOverSshRealTest {
    private static final String OTHER_HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private RealGit server;
    private RealSshd sshd;
    private GitCommits commits;
    private Reach reach;

    @BeforeEach
    void open() throws Exception {
        server = RealGit.start(folder);
        sshd = server.sshd();
        commits = server.commits();
        reach = new Reach(folder.resolve("slipway"), "127.0.0.1");
    }

    @AfterEach
    @SuppressWarnings("NullAway") // what was not opened
    void close() {
        if (server != null) {
            server.close();
            reach.close();
        }
    }

    @Test
    void a_commit_comes_over_ssh_with_the_same_bytes_as_over_https() throws Exception {
        String id = commits.file("a", "1").program("bin/start", "#!/bin/sh\n").commit("refs/heads/main", "First");
        byte[] first;
        try (Arrival arrival = git().arrive(source("main"))) {
            assertThat(arrival.commit()).isEqualTo(id);
            assertThat(arrival.notes()).isEqualTo("First");
            assertThat(arrival.from()).isEqualTo(server.url() + " at " + id);
            first = arrival.bytes().readAllBytes();
        }
        try (var web = new GitServer()) {
            web.file("a", "1").program("bin/start", "#!/bin/sh\n").commit("refs/heads/main", "First");
            try (Arrival arrival = reach.git().arrive(new Source.Git(web.url(), "main"))) {
                assertThat(arrival.bytes().readAllBytes()).isEqualTo(first);
            }
        }
        commits.point("refs/tags/v1", id);
        commits.file("a", "2").commit("refs/heads/main", "Second");
        assertThat(bytes(source("main"))).isNotEqualTo(first);
        assertThat(bytes(source(id))).isEqualTo(first);
    }

    @Test
    void a_large_repository_comes_whole() throws Exception {
        for (int i = 0; i < 40; i++) {
            commits.file("f" + i, ("line " + i + "\n").repeat(3000));
        }
        commits.commit("refs/heads/main", "Large");

        assertThat(bytes(source("main")).length).isGreaterThan(900_000);
    }

    @Test
    void the_private_key_is_in_no_file() throws Exception {
        commits.file("a", "1").commit("refs/heads/main", "First");
        bytes(source("main"));

        String part = sshd.privateKey().lines().skip(2).findFirst().orElseThrow();
        try (var all = Files.walk(folder.resolve("slipway"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(part);
            }
        }
    }

    @Test
    void a_host_key_that_is_not_the_expected_one_is_refused_before_any_login() throws Exception {
        refused(
                source(server.url(), "main", "shop", OTHER_HOST_KEY),
                HostKeys.fingerprint(sshd.hostKey()),
                HostKeys.fingerprint(OTHER_HOST_KEY),
                "hostKey");
        assertThat(sshd.log()).doesNotContain("Accepted");
    }

    @Test
    void a_server_whose_key_nobody_named_is_not_connected_to() throws Exception {
        String before = sshd.log();

        refused(source(server.url(), "main", "shop", null), "its host key is not known", "ssh-keyscan");
        refused(source(server.url(), "main", "shop", "ssh-ed25519 A"), "no host key");
        refused(source(server.url(), "main", null, sshd.hostKey()), "no key is named");
        assertThat(sshd.log()).isEqualTo(before);
    }

    @Test
    void a_forbidden_address_is_not_connected_to() throws Exception {
        String before = sshd.log();
        try (var strict = new Reach(folder.resolve("strict"))) {
            assertThatThrownBy(() -> strict.git(this::key).arrive(source("main")))
                    .isInstanceOf(SourceFailed.class)
                    .hasMessageContaining(NotReached.TEXT);
        }
        assertThat(sshd.log()).isEqualTo(before);
    }

    @Test
    void a_key_that_the_server_does_not_take_is_named_with_its_fingerprint() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";

        refused(_ -> Secret.of(pem), source("main"), "does not take the key shop (SHA256:", "deploy key");
    }

    @Test
    void a_key_that_is_none_and_one_that_is_not_there_are_said() throws Exception {
        refused(_ -> Secret.of("no key"), source("main"), "the key shop cannot be used", "passphrase");
        assertThatThrownBy(() -> reach.git().arrive(source("main")))
                .isInstanceOf(SourceFailed.class)
                .hasMessageContaining("there is no SSH key shop");
    }

    @Test
    void a_repository_and_a_ref_that_are_not_there_are_told_apart() throws Exception {
        commits.file("a", "1").commit("refs/heads/main", "First");

        refused(source(server.url() + "x", "main", "shop", sshd.hostKey()), "no such repository", "path");
        refused(source("dev"), "no such branch or tag", "Name one");
    }

    @Test
    void what_does_not_talk_ssh_is_said_as_what_is_not_reached() throws Exception {
        try (var web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (var asked = web.accept()) {
                    OddServer.write(asked.getOutputStream(), "HTTP/1.1 400 Bad Request\r\n\r\n");
                } catch (IOException _) {
                    // Nobody came.
                }
            });
            String url = "ssh://git@127.0.0.1:" + web.getLocalPort() + "/shop.git";
            refused(source(url, "main", "shop", sshd.hostKey()), NotReached.TEXT, "slipway.net.allow");
        }
    }

    @Test
    void more_than_a_release_may_have_is_cut() throws Exception {
        commits.file("a", "1").commit("refs/heads/main", "First");

        assertThatThrownBy(() -> reach.git(this::key, 100).arrive(source("main")))
                .isInstanceOf(SourceFailed.class)
                .hasMessageContaining("slipway.release.max-bytes");
    }

    @Test
    void a_key_with_a_web_address_is_a_mistake() throws Exception {
        refused(source("https://127.0.0.1/shop.git", "main", "shop", null), "belong to an address of SSH");
    }

    private void refused(Source.Git source, String... words) {
        refused(this::key, source, words);
    }

    private void refused(GitKeys keys, Source.Git source, String... words) {
        assertThatThrownBy(() -> bytes(keys, source)).isInstanceOfSatisfying(SourceFailed.class, e -> assertThat(
                        e.failure().sentence() + " " + e.failure().next())
                .contains(words));
    }

    private Git git() {
        return reach.git(this::key);
    }

    private Secret key(String name) {
        assertThat(name).isEqualTo("shop");
        return Secret.of(sshd.privateKey());
    }

    private byte[] bytes(Source.Git source) throws Exception {
        return bytes(this::key, source);
    }

    private byte[] bytes(GitKeys keys, Source.Git source) throws Exception {
        try (Arrival arrival = reach.git(keys).arrive(source)) {
            return arrival.bytes().readAllBytes();
        }
    }

    private Source.Git source(String ref) {
        return source(server.url(), ref, "shop", sshd.hostKey());
    }

    private static Source.Git source(String url, String ref, @Nullable String key, @Nullable String hostKey) {
        return new Source.Git(url, ref, key, hostKey);
    }
}
