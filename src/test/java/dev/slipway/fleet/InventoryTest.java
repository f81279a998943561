package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Inventory.Found;
import dev.slipway.fleet.Inventory.Imported;
import dev.slipway.fleet.Inventory.Read;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: Ansible's inventories say here what they say to Ansible, and nothing in them gets further than a fleet document
 * lets it.
 *
 * <p>Method: inventories in both forms, sound ones and hostile ones; what comes out is read again as a fleet document.
 */
class InventoryTest {
    @Test
    void an_inventory_with_groups_and_their_variables_becomes_nodes() {
        var read = right("""
                # the site
                mail.example.com

                [web]
                web[01:03].example.com ansible_user=www   ; no comment in a host line, Ansible says
                """.replace("   ; no comment in a host line, Ansible says", "   # a comment") + """
                "web04.example.com" ansible_host=10.4.1.14 ansible_port=2222

                [db]
                db-[a:b] ansible_ssh_host=10.4.2.1

                [production:children]
                web   # all of them
                db

                [production:vars]
                ansible_user = deploy
                ansible_port=2200

                [all:vars]
                ansible_user=root
                """, "web");

        assertThat(read.servers())
                .containsExactly(
                        found("web01", "web01.example.com", 2200, "www"),
                        found("web02", "web02.example.com", 2200, "www"),
                        found("web03", "web03.example.com", 2200, "www"),
                        new Found("web04", "10.4.1.14", 2222, "deploy", Map.of("group", "web"), "web04.example.com"));
        assertThat(read.remarks()).isEmpty();
    }

    @Test
    void the_same_in_yaml_is_the_same() {
        var read = right("""
                ---
                all:
                  hosts:
                    mail.example.com:
                  children:
                    production:
                      vars: {ansible_user: deploy, ansible_port: 2200}
                      children:
                        web:
                          hosts:
                            web[01:02].example.com: {ansible_user: www}
                            web04.example.com:
                              ansible_host: 10.4.1.14
                              ansible_port: 2222
                """, "production:!web01*");

        assertThat(read.servers())
                .containsExactly(
                        found("web02", "web02.example.com", 2200, "www"),
                        new Found("web04", "10.4.1.14", 2222, "deploy", Map.of("group", "web"), "web04.example.com"));
    }

    @Test
    void what_comes_out_is_a_fleet_document_without_mistakes() {
        var read = right("""
                [yes]
                no ansible_host=2001:db8::11 ansible_user=null
                0x1f ansible_host=10.4.1.12
                "[2001:db8::12]:2222"
                3164444 ansible_host=1e3.example.com
                """, "");
        var document = InventoryDocument.yaml(InventoryDocument.nodes(read.servers(), "edge"));

        var fleet = (FleetDocument.Parsed.Right) FleetDocument.parse("""
                fleet: shop-production
                application: shop
                environment: production
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: shop}
                balancers: {edge: {driver: haproxy, endpoints: ["tcp://10.4.0.2:9999"], backend: shop}}
                """ + document, _ -> List.of());
        assertThat(fleet.fleet().nodes())
                .extracting(node -> node.name() + " " + node.host() + " " + node.port() + " " + node.user() + " "
                        + node.members().get("edge") + " " + node.labels())
                .containsExactly(
                        "no 2001:db8::11 22 null no {group=yes}",
                        "0x1f 10.4.1.12 22 deploy 0x1f {group=yes}",
                        "2001-db8-12 2001:db8::12 2222 deploy 2001:db8::12 {group=yes}",
                        "3164444 1e3.example.com 22 deploy 3164444 {group=yes}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web[1:3]|web1 web2 web3",
                "web[08:10]|web08 web09 web10",
                "web[1:9:4]|web1 web5 web9",
                "db-[a:e:2]|db-a db-c db-e",
                "r[1:2]n[a:b]|r1na r1nb r2na r2nb",
                "web[:1]|web0 web1",
                "web[0001:0002].example.com|web0001.example.com web0002.example.com"
            })
    void a_range_is_written_out(String written, String names) {
        assertThat(InventoryRange.expand(written, 100)).contains(List.of(names.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web[3:1]",
                "web[1:9:0]",
                "web[a:2]",
                "web[1:2",
                "web[1:999999999]",
                "w[1:101]",
                "w[1:50][1:50][1:50][1:50][1:50][1:50][1:50]",
                "w[1:99999999999999999999]",
                "w[1:2]x[oops]"
            })
    void what_is_no_range_or_names_too_many_is_a_mistake_with_its_line(String written) {
        assertThat(InventoryRange.expand(written, 100)
                        .filter(names -> !names.getFirst().contains("[")))
                .isEmpty();
        assertThat(wrong("[web]\n" + written.replace("101", "999999"), ""))
                .anySatisfy(mistake -> assertThat(mistake.problem()).containsAnyOf("no range", "no host name"));
    }

    @Test
    void more_than_a_thousand_servers_are_too_many_unless_a_group_is_chosen() {
        var text = "[few]\na[1:3]\n[many]\nb[1:1001]\n";

        assertThat(wrong(text, "").getFirst().problem()).contains("1004 servers", "at most 1000", "choose a group");
        assertThat(right(text, "few").servers()).hasSize(3);
        assertThat(wrong("[many]\na[1:4000]\nb[1:4000]\n", "few"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.line()).isEqualTo(3));
    }

    @Test
    void two_servers_of_one_address_are_never_both_taken() {
        var read = right("[web]\na.example.com\nA.EXAMPLE.COM\nb ansible_host=a.example.com\na.example.com\n", "");

        assertThat(read.servers()).extracting(Found::name).containsExactly("a");
        assertThat(read.remarks())
                .containsExactly(
                        "line 3, A.EXAMPLE.COM: has the address of a.example.com: left out",
                        "line 4, b: has the address of a.example.com: left out");
    }

    @Test
    void names_are_made_to_fit_and_stay_apart() {
        var long1 = "x".repeat(70) + "1";
        var read = right("""
                web.example.com
                web.example.org
                Web_1
                web-1
                ---
                %s
                %s
                10.4.1.9
                """.replace("---\n", "").formatted(long1, long1 + "2"), "");

        assertThat(read.servers())
                .extracting(Found::name)
                .containsExactly(
                        "web-example-com",
                        "web-example-org",
                        "web-1",
                        "web-1-2",
                        "x".repeat(63),
                        "x".repeat(61) + "-2",
                        "10-4-1-9");
        assertThat(read.servers()).allSatisfy(one -> assertThat(one.name()).matches(FleetDocument.NAME));
    }

    @Test
    void what_is_encrypted_or_computed_is_never_guessed() {
        var read = right("""
                web:
                  vars:
                    ansible_user: !vault |
                      $ANSIBLE_VAULT;1.1;AES256
                      6661
                  hosts:
                    a: {ansible_host: 10.4.1.1}
                    b: {ansible_host: "{{ lookup('pipe', 'id') }}"}
                    c: {ansible_host: !unsafe 10.4.1.3}
                    d: {ansible_host: 10.4.1.4, ansible_port: "{{ port }}", ansible_user: deploy}
                """, "web");

        assertThat(read.servers()).extracting(Found::name).containsExactly("a", "d");
        assertThat(read.servers()).extracting(Found::user).containsExactly(null, "deploy");
        assertThat(read.servers()).extracting(Found::port).containsOnlyNulls();
        assertThat(read.remarks())
                .containsExactlyInAnyOrder(
                        "line 7, a: its user is encrypted or a template, which is not guessed: write it by hand",
                        "line 8, b: its address is encrypted or a template, which is not guessed: left out",
                        "line 9, c: its address is encrypted or a template, which is not guessed: left out",
                        "line 10, d: its port is encrypted or a template, which is not guessed: write it by hand");
    }

    @Test
    void nothing_hostile_gets_through_and_no_secret_is_repeated() {
        var read = right("""
                [web]
                good ansible_host=10.4.1.1 ansible_password=canary ansible_become_password=canary2
                a ansible_host="10.4.1.2;id"
                b ansible_host=-oProxyCommand=id
                c ansible_host='10.4.1.3 -oProxyCommand=id'
                d ansible_host=10.4.1.4 ansible_user="-l root"
                e ansible_host=10.4.1.5 ansible_port=99999
                f ansible_host="$(id)"
                `id`
                "g, hostile: {}"  ansible_host=10.4.1.6
                h ansible_connection=local
                i ansible_host=10.4.1.7 ansible_ssh_private_key_file=/etc/shadow
                j ansible_host=10.4.1.8 ansible_ssh_common_args='-o ProxyJump=bastion'
                """, "");

        assertThat(read.servers())
                .extracting(
                        one -> one.name() + " " + one.host() + " " + one.user() + " " + one.port() + " " + one.member())
                .containsExactly(
                        "good 10.4.1.1 null null good",
                        "d 10.4.1.4 null null d",
                        "e 10.4.1.5 null null e",
                        "g-hostile 10.4.1.6 null null g-hostile",
                        "i 10.4.1.7 null null i",
                        "j 10.4.1.8 null null j");
        assertThat(read.remarks())
                .contains(
                        "line 3, a: 10.4.1.2;id is no host name or IP address: left out",
                        "line 11, h: is reached by local, not by SSH: left out",
                        "1 server with the key /etc/shadow: it was not read; store a key and name it in ssh.key",
                        "1 server with a password: it was not kept, Slipway logs in with keys",
                        "1 server behind another server: name that one in ssh.jump")
                .hasSize(11)
                .noneMatch(remark -> remark.contains("canary"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web|a b",
                "web:db|a b c",
                "web,db|a b c",
                "web:&berlin|a",
                "all:!web|c d",
                "!web|c d",
                "ungrouped|d",
                "w*|a b",
                "?|a b c d",
                "a:c|a c",
                "site|a b c"
            })
    void a_pattern_chooses_as_ansible_does(String pattern, String names) {
        var read = right("d\n[web]\na\nb\n[db]\nc\n[berlin]\na\nc\n[site:children]\nweb\ndb\n", pattern);

        assertThat(read.servers()).extracting(Found::name).containsExactlyInAnyOrder(names.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'[web\\na'|1|no range",
                "'[web]\\na b'|2|name=value",
                "'[web]\\na x=\"1'|2|not closed",
                "'[web:hosts]\\na'|1|:children]",
                "'[web:vars]\\nuser'|2|name=value",
                "'[a:children]\\nb\\n[b:children]\\na\\n[a]\\nx'|0|child of itself",
                "'<!DOCTYPE html>\\n<p>x</p>'|1|name=value",
                "'web:\\n  hosts: {a: &x {}, b: *x}'|2|anchors",
                "'web:\\n  hosts: [a, b]'|2|mapping",
                "'web:\\n\\thosts:'|2|tabs",
                "'services:\\n  web: {image: nginx}'|0|no server",
                "''|0|empty",
                "'# nothing\\n'|0|empty",
                "'[web]'|0|no server",
                "'{\"a\": 1}'|0|no Terraform state",
                "'{\"a\":\\n 1'|2|JSON"
            })
    void what_is_neither_says_where(String text, int line, String problem) {
        assertThat(wrong(text.replace("\\n", "\n").replace("\\t", "\t"), "")).anySatisfy(mistake -> {
            assertThat(mistake.problem()).contains(problem);
            assertThat(mistake.line()).isEqualTo(line);
        });
    }

    @Test
    void a_pattern_that_chooses_nothing_or_is_none_is_told() {
        assertThat(wrong("[web]\na\n", "db").getFirst().problem()).isEqualTo("none of its 1 servers is in db");
        assertThat(wrong("[web]\na\n", "~(a+)+$").getFirst().field()).isEqualTo("group");
    }

    private static Found found(String name, String host, int port, String user) {
        return new Found(name, host, port, user, Map.of("group", "web"), host);
    }

    static Imported right(String text, String pattern) {
        var read = Inventory.read(text, pattern);
        assertThat(read).isInstanceOf(Read.Right.class);
        return ((Read.Right) read).imported();
    }

    static List<Mistake> wrong(String text, String pattern) {
        var read = Inventory.read(text, pattern);
        assertThat(read).isInstanceOf(Read.Wrong.class);
        return ((Read.Wrong) read).mistakes();
    }
}
