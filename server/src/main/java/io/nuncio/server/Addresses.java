package io.nuncio.server;

import io.nuncio.proxy.spec.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** From the addresses of sockets to those of configurations. */
final class Addresses {

    private Addresses() {}

    /** The address that a socket is bound to. */
    static Address of(SocketAddress bound) {
        if (bound instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            int zone = host.indexOf('%');
            return new Address.Socket(zone < 0 ? host : host.substring(0, zone), inet.getPort());
        }
        if (bound instanceof UnixDomainSocketAddress unix) {
            return new Address.Pipe(unix.getPath().toString(), 0);
        }
        throw new IllegalArgumentException("no address of a configuration: " + bound);
    }

    /** Its text. */
    static String text(SocketAddress bound) {
        return of(bound).text();
    }
}
