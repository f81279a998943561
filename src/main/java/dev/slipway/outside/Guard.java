package dev.slipway.outside;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Decides whether a target may be reached, and at which addresses. */
final class Guard {
    /** A name may have more, but each that does not answer costs a time-out. */
    private static final int MOST_TRIED = 4;

    private final AllowList allow;
    private final Resolver resolver;

    Guard(AllowList allow, Resolver resolver) {
        this.allow = allow;
        this.resolver = resolver;
    }

    /** Why a target is not reached; for the log alone. */
    static final class Refused extends Exception {
        private final String why;

        Refused(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /**
     * The addresses to connect to. One that may not be reached forbids the whole name: else whoever owns the name would
     * only have to try until the right one comes first.
     */
    List<InetAddress> addresses(Target target) throws Refused {
        InetAddress[] found;
        try {
            found = resolver.resolve(target.name());
        } catch (UnknownHostException _) {
            throw new Refused("its name is not known");
        }
        boolean named = allow.names(target);
        for (InetAddress address : found) {
            boolean covered = allow.covers(address, target.port());
            if (!covered && !mayHave(AddressKind.of(address), named)) {
                throw new Refused("it has the address " + address.getHostAddress() + ", which is not allowed");
            }
            if (!target.secure() && !covered && !named) {
                throw new Refused("plain HTTP is for hosts in slipway.net.allow alone");
            }
        }
        return Arrays.asList(found).subList(0, Math.min(found.length, MOST_TRIED));
    }

    private static boolean mayHave(AddressKind kind, boolean named) {
        return switch (kind) {
            case PUBLIC -> true;
            case OURS -> named;
            case NEVER -> false;
        };
    }
}
