package dev.slipway.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: nothing but the public internet is reached, unless the list names it. Method: names that lead to any address.
 */
class GuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void what_is_not_a_server_on_the_internet_is_refused(String address) {
        assertThatThrownBy(() -> ask("https://example.com/", List.of(), address))
                .isInstanceOf(Guard.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111"})
    void the_internet_is_reached(String address) throws Exception {
        assertThat(ask("https://example.com/", List.of(), address)).containsExactly(InetAddress.getByName(address));
    }

    @Test
    void one_forbidden_address_among_many_forbids_the_name() {
        assertThatThrownBy(() -> ask("https://example.com/", List.of(), "1.1.1.1", "2606:4700::1111", "10.0.0.1"))
                .isInstanceOf(Guard.Refused.class);
    }

    @Test
    void plain_http_is_refused_also_to_the_internet() {
        assertThatThrownBy(() -> ask("http://example.com/", List.of(), "1.1.1.1"))
                .isInstanceOf(Guard.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "artifacts.internal, http://artifacts.internal/, 10.0.0.1, true",
        "Artifacts.Internal., http://ARTIFACTS.internal./, 10.0.0.1, true",
        "artifacts.internal:8080, http://artifacts.internal:8080/, 10.0.0.1, true",
        "artifacts.internal:8080, http://artifacts.internal:9090/, 10.0.0.1, false",
        "artifacts.internal, https://sub.artifacts.internal/, 10.0.0.1, false",
        "artifacts.internal, https://evil-artifacts.internal/, 10.0.0.1, false",
        "artifacts.internal, http://artifacts.internal/, 169.254.169.254, false",
        "artifacts.internal, http://artifacts.internal/, 1.1.1.1, true",
        "localhost, http://localhost/, 127.0.0.1, true",
        "10.0.0.0/8, http://any.example/, 10.1.2.3, true",
        "10.0.0.0/8, https://any.example/, 11.1.2.3, true",
        "10.0.0.0/8, http://any.example/, 11.1.2.3, false",
        "10.0.0.0/8, https://any.example/, 192.168.0.1, false",
        "fd00::/8, http://any.example/, fd12::1, true",
        "127.0.0.1:8080, http://127.0.0.1:8080/, 127.0.0.1, true",
        "127.0.0.1:8080, http://127.0.0.1:8081/, 127.0.0.1, false",
        "[::1]:8080, http://[::1]:8080/, ::1, true",
        "::1, http://[::1]:8080/, ::1, true",
        "169.254.169.254, http://169.254.169.254/, 169.254.169.254, true"
    })
    void the_list_allows_what_it_names_and_no_more(String entry, String url, String address, boolean allowed)
            throws Exception {
        if (allowed) {
            assertThat(ask(url, List.of(entry), address)).hasSize(1);
        } else {
            assertThatThrownBy(() -> ask(url, List.of(entry), address)).isInstanceOf(Guard.Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://a", "a b", "10.0.0.0/33", "10.0.0.0/x", "*", "*.example.com", "a:b", "[::1", "127.1"})
    void an_entry_that_is_none_is_named(String entry) {
        assertThatThrownBy(() -> AllowList.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + entry + "\"");
    }

    private static List<InetAddress> ask(String url, List<String> allow, String... addresses) throws Exception {
        return new Guard(AllowList.of(allow), _ -> all(addresses)).addresses(Target.of(url));
    }

    private static InetAddress[] all(String... addresses) throws UnknownHostException {
        return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}
