package dev.slipway.balancer.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Between addresses as people write them and as records hold them. */
final class Addresses {
    static final int[] FAMILIES = {Type.A, Type.AAAA};

    private Addresses() {}

    /** Empty when it is none; looks nothing up. */
    static Optional<InetAddress> read(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static InetAddress of(Record record) {
        return switch (record) {
            case ARecord v4 -> v4.getAddress();
            case AAAARecord v6 -> v6.getAddress();
            default -> throw new IllegalArgumentException("no address record: " + Type.string(record.getType()));
        };
    }

    static int family(InetAddress address) {
        return address instanceof Inet4Address ? Type.A : Type.AAAA;
    }

    static Record record(Name name, long ttl, InetAddress address) {
        return address instanceof Inet4Address
                ? new ARecord(name, DClass.IN, ttl, address)
                : new AAAARecord(name, DClass.IN, ttl, address);
    }
}
