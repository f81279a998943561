package dev.slipway.balancer.dns;

import dev.slipway.balancer.BalancerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * One server that is an authority for the zone, asked over TCP.
 *
 * <p>With a key it is the primary, and what it says must be signed: by the key a server may also choose which of its
 * views it shows, so questions are signed as updates are.
 */
final class NameServer {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int DNS_PORT = 53;

    private final String endpoint;
    private final Place place;
    private final @Nullable Key key;
    private final Refusal refusal;

    NameServer(String balancer, String endpoint, Place place, @Nullable Key key) {
        this.endpoint = endpoint;
        this.place = place;
        this.key = key;
        this.refusal = new Refusal(balancer, endpoint, place, key == null ? "" : key.name());
    }

    /** As in the fleet document. */
    String endpoint() {
        return endpoint;
    }

    /** The serial number of its copy of the zone. */
    long serial() throws BalancerException, InterruptedException {
        var asked = Record.newRecord(place.zone(), Type.SOA, DClass.IN);
        return ask(asked).getSection(Section.ANSWER).stream()
                .filter(SOARecord.class::isInstance)
                .map(record -> ((SOARecord) record).getSerial())
                .findFirst()
                .orElseThrow(() -> refusal.noAuthority("asking for the zone's serial number"));
    }

    /** What it answers for the name. */
    AddressSet addresses(int type) throws BalancerException, InterruptedException {
        var records = new ArrayList<Record>();
        for (var record : ask(Record.newRecord(place.name(), type, DClass.IN)).getSection(Section.ANSWER)) {
            if (record.getType() == Type.CNAME) {
                throw refusal.alias(record.rdataToString());
            }
            if (record.getType() == type && record.getName().equals(place.name())) {
                records.add(record);
            }
        }
        var ttl = records.stream().mapToLong(Record::getTTL).max().orElse(0);
        return new AddressSet(type, Duration.ofSeconds(ttl), records);
    }

    /** Takes one address out of the set; false when the set is no longer this one, and nothing was changed. */
    boolean remove(AddressSet before, InetAddress address) throws BalancerException, InterruptedException {
        var update = onlyIf(before);
        update.delete(Addresses.record(place.name(), 0, address));
        return carriedOut(update, "taking " + address.getHostAddress() + " out of " + name());
    }

    /** Adds one address to the set; false when the set is no longer this one, and nothing was changed. */
    boolean add(AddressSet before, InetAddress address, Duration ttl) throws BalancerException, InterruptedException {
        var update = onlyIf(before);
        update.add(Addresses.record(place.name(), ttl.toSeconds(), address));
        return carriedOut(update, "adding " + address.getHostAddress() + " to " + name());
    }

    /** The whole set is the condition: a part of it would not keep two updates from removing the last two addresses. */
    private Update onlyIf(AddressSet before) {
        var update = new Update(place.zone());
        for (var record : before.records()) {
            update.present(Addresses.record(place.name(), 0, Addresses.of(record))); // a condition's TTL must be 0
        }
        if (before.records().isEmpty()) {
            update.absent(place.name(), before.type());
        }
        return update;
    }

    private boolean carriedOut(Update update, String tried) throws BalancerException, InterruptedException {
        var answer = send(update, tried);
        return switch (answer.getRcode()) {
            case Rcode.NOERROR -> true;
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN -> false;
            default -> throw refusal.of(answer, tried);
        };
    }

    private Message ask(Record question) throws BalancerException, InterruptedException {
        var tried = "asking for " + question.getName().toString(true) + " " + Type.string(question.getType());
        var answer = send(Message.newQuery(question), tried);
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw refusal.of(answer, tried);
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            throw refusal.noAuthority(tried);
        }
        return answer;
    }

    /** An answer that says yes counts only with the key's signature. */
    private Message send(Message message, String tried) throws BalancerException, InterruptedException {
        var signer = key == null ? null : key.signer();
        try {
            var server = new SimpleResolver(address());
            server.setTCP(true);
            server.setTimeout(DEADLINE);
            server.setTSIGKey(signer);
            var answer = server.send(message);
            if (signer != null && answer.getRcode() == Rcode.NOERROR && !answer.isVerified()) {
                throw refusal.unsigned(tried);
            }
            return answer;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asking name server " + endpoint);
            }
            throw refusal.silence(tried, e);
        }
    }

    private InetSocketAddress address() throws IOException {
        var parts = URI.create("dns://" + endpoint);
        var host = parts.getHost();
        return new InetSocketAddress(InetAddress.getByName(host), parts.getPort() < 0 ? DNS_PORT : parts.getPort());
    }

    private String name() {
        return place.name().toString(true);
    }
}
