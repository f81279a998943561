package dev.slipway.outside;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a name. Asked once for each request: what was looked at is what is connected to. */
@FunctionalInterface
public interface Resolver {
    /** All of them; never none. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
