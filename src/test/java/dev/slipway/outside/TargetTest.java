package dev.slipway.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: an address has one spelling; whatever another program would read differently is none. */
class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://Example.COM/a.tgz?x=1#frag, https://example.com/a.tgz?x=1",
        "https://example.com., https://example.com/",
        "HTTPS://example.com:443/, https://example.com/",
        "http://example.com:8080/a, http://example.com:8080/a",
        "https://[2001:DB8::1]:8443/, https://[2001:db8:0:0:0:0:0:1]:8443/",
        "https://my_bucket.example.com/, https://my_bucket.example.com/",
        "https://xn--mnchen-3ya.example/, https://xn--mnchen-3ya.example/",
        "https://example.com/grün, https://example.com/gr%C3%BCn",
        "https://93.184.216.34/, https://93.184.216.34/"
    })
    void what_means_the_same_is_written_the_same(String written, String read) throws BadAddress {
        assertThat(Target.of(written).uri()).isEqualTo(URI.create(read));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "//example.com/",
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com/",
                "jar:https://example.com!/x",
                "https:example.com",
                "https:///x",
                "https://user@example.com/",
                "https://user:password@example.com/",
                "https://example.com@127.0.0.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://1.2.3.4.5/",
                "https://256.0.0.1/",
                "https://example.0x/",
                "https://[fe80::1%25eth0]/",
                "https://[fe80::1%eth0]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[1:2]/",
                "https://[v1.x]/",
                "https://%31%32%37.0.0.1/",
                "https://①②⑦.⓪.⓪.①/",
                "https://münchen.example/",
                "https://exa mple.com/",
                "https://example.com\\@127.0.0.1/",
                "https://example.com\t/",
                "https://example.com\r\nX: y/",
                "https://example..com/",
                "https://-example.com/",
                "https://.../",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:4294967375/",
                "https://example.com:x/"
            })
    void what_may_be_read_in_two_ways_is_refused(String written) {
        assertThatThrownBy(() -> Target.of(written)).isInstanceOf(BadAddress.class);
    }

    @Test
    void neither_the_query_nor_anything_secret_is_shown() throws BadAddress {
        var target = Target.of("https://bucket.example.com/a.tgz?X-Amz-Signature=abc");

        assertThat(target.shown()).isEqualTo("https://bucket.example.com/a.tgz");
        assertThat(target).hasToString(target.shown());
        assertThat(Ask.get(target, Limits.SMALL)).hasToString("GET " + target.shown());
    }
}
