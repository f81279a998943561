package dev.slipway.fleet;

import static dev.slipway.fleet.InventoryTest.right;
import static dev.slipway.fleet.InventoryTest.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Inventory.Found;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: a Terraform state gives each of its servers once, by the address that Slipway most likely reaches.
 *
 * <p>Method: states of version 4 with the attributes that each provider documents.
 */
class InventoryStateTest {
    @Test
    void servers_of_every_provider_are_found() {
        var read = right(state("""
                {"mode": "managed", "type": "aws_instance", "name": "web", "instances": [
                  {"index_key": 0, "attributes": {"id": "i-0a1", "private_ip": "10.4.1.11", "public_ip": "203.0.113.1",
                    "availability_zone": "eu-central-1a", "tags": {"Name": "shop-web"}, "instance_state": "running"}},
                  {"index_key": 1, "attributes": {"id": "i-0b2", "private_ip": "10.4.1.12", "public_ip": "",
                    "availability_zone": "eu-central-1b", "tags": {"Name": "shop-web"}, "instance_state": "stopped"}}]},
                {"module": "module.eu", "mode": "managed", "type": "digitalocean_droplet", "name": "api", "instances": [
                  {"index_key": "a", "status": "tainted", "attributes": {"id": "3164444", "name": "api-a", "region": "fra1",
                    "ipv4_address": "203.0.113.7", "ipv4_address_private": ""}}]},
                {"mode": "managed", "type": "hcloud_server", "name": "h", "instances": [
                  {"attributes": {"id": "4711", "name": "node.h", "ipv4_address": "203.0.113.8", "location": "fsn1",
                    "network": [{"ip": "10.0.0.5", "network_id": 1}]}}]},
                {"mode": "managed", "type": "google_compute_instance", "name": "g", "instances": [
                  {"attributes": {"id": "projects/p/zones/z/instances/g-1", "name": "g-1", "zone": "europe-west3-a",
                    "network_interface": [{"network_ip": "", "access_config": [{"nat_ip": "203.0.113.9"}]}]}}]},
                {"mode": "managed", "type": "azurerm_linux_virtual_machine", "name": "z", "instances": [
                  {"attributes": {"id": "/subscriptions/x", "name": "vm1", "zone": null, "location": "westeurope",
                    "private_ip_address": "10.9.0.4", "admin_password": "canary"}}]}
                """), "");

        assertThat(read.servers())
                .containsExactly(
                        found("shop-web-0", "10.4.1.11", "eu-central-1a", "i-0a1"),
                        found("shop-web-1", "10.4.1.12", "eu-central-1b", "i-0b2"),
                        found("api-a", "203.0.113.7", "fra1", "3164444"),
                        found("node-h", "10.0.0.5", "fsn1", "4711"),
                        found("g-1", "203.0.113.9", "europe-west3-a", "g-1"),
                        found("vm1", "10.9.0.4", "westeurope", "vm1"));
        assertThat(read.remarks())
                .containsExactly(
                        "aws_instance.web[1]: is stopped",
                        "module.eu.digitalocean_droplet.api[a]: is marked as to be replaced");
    }

    @Test
    void what_is_no_server_of_this_state_is_left_out() {
        var text = state("""
                {"mode": "data", "type": "aws_instance", "name": "other", "instances": [
                  {"attributes": {"id": "i-1", "private_ip": "10.4.1.1"}}]},
                {"mode": "managed", "type": "aws_db_instance", "name": "db", "instances": [
                  {"attributes": {"password": "canary", "address": "db.example.com"}}]},
                {"mode": "managed", "type": "aws_instance", "name": "web", "instances": [
                  {"deposed": "0a1b", "attributes": {"id": "i-2", "private_ip": "10.4.1.2"}},
                  {"attributes": {"id": "i-3", "private_ip": "10.4.1.3"}}]},
                {"mode": "managed", "type": "aws_instance", "name": "gone", "instances": [
                  {"attributes": {"id": "i-4", "private_ip": "", "public_ip": "", "instance_state": "terminated"}}]},
                {"mode": "managed", "type": "aws_instance", "name": "evil", "instances": [
                  {"attributes": {"id": "i-5", "private_ip": "10.4.1.5;id", "tags": {"Name": "$(id)"}}}]}
                """);
        var read = right(text, "");

        assertThat(read.servers())
                .extracting(one -> one.name() + " " + one.host())
                .containsExactly("web 10.4.1.3");
        assertThat(read.remarks())
                .containsExactly(
                        "aws_instance.gone: has no address: left out",
                        "aws_instance.evil: 10.4.1.5;id is no host name or IP address: left out");
        assertThat(right(text, "aws_instance.web").servers()).hasSize(1);
        assertThat(right(text, "web").servers()).hasSize(1);
        assertThat(wrong(text, "db").getFirst().problem()).contains("none of its 3 servers");
    }

    @Test
    void other_json_says_what_to_send() {
        assertThat(wrong("{\"format_version\": \"1.0\", \"values\": {}}", "")
                        .getFirst()
                        .problem())
                .contains("terraform state pull");
        assertThat(wrong("{\"version\": 3, \"modules\": [], \"terraform_version\": \"0.11.14\"}", "")
                        .getFirst()
                        .problem())
                .contains("version 4");
        assertThat(wrong("{\"_meta\": {\"hostvars\": {}}}", "").getFirst().problem())
                .contains("--yaml");
        assertThat(wrong(state("{" + "\"a\": [".repeat(200) + "]".repeat(200) + "}"), "")
                        .getFirst()
                        .problem())
                .contains("JSON");
        assertThat(wrong(state(""), "").getFirst().problem()).contains("no server");
    }

    private static String state(String resources) {
        return """
                {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "x", "outputs": {},
                 "resources": [%s]}
                """.formatted(resources);
    }

    private static Found found(String name, String host, String zone, String member) {
        return new Found(name, host, null, null, Map.of("zone", zone), member);
    }
}
