package dev.slipway.balancer.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * The addresses of one family that a server gives for the name.
 *
 * @param type A or AAAA, as dnsjava numbers them
 * @param ttl of the whole set; zero when it is empty
 * @param records with their time to live
 */
record AddressSet(int type, Duration ttl, List<Record> records) {
    AddressSet {
        records = List.copyOf(records);
    }

    boolean has(InetAddress address) {
        return records.stream().anyMatch(record -> Addresses.of(record).equals(address));
    }
}
