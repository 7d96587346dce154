package io.nuncio.proxy.spec;

import com.google.errorprone.annotations.Immutable;

/**
 * Where something listens or is reached: Envoy's {@code config.core.v3.Address}.
 *
 * <p>The text form is Envoy's, as it stands in logs and in the admin: {@code 127.0.0.1:80}, {@code [::1]:80}, a path.
 */
@Immutable
public sealed interface Address {

    /** The text that logs, stats and the admin show. */
    String text();

    /**
     * A TCP address.
     *
     * @param host an IP address in text form, or a host name where the configuration allows one to be resolved
     * @param port 0 to 65535; 0 lets the kernel choose for a listener
     */
    record Socket(String host, int port) implements Address {
        /** The highest port number. */
        public static final int PORT_MAX = 65_535;

        public Socket {
            if (port < 0 || port > PORT_MAX) {
                throw new IllegalArgumentException("port " + port + " is outside 0.." + PORT_MAX);
            }
        }

        @Override
        public String text() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * A Unix domain socket.
     *
     * @param path the path of the socket; one that begins with {@code @} is in Linux' abstract name space
     * @param mode the file mode of a listening socket, 0 where none was given
     */
    record Pipe(String path, int mode) implements Address {
        @Override
        public String text() {
            return path;
        }
    }

    /**
     * A listener of this very process (Envoy's internal listener).
     *
     * @param listener the name of the listener
     * @param endpointId tells endpoints of one listener apart; empty where none was given
     */
    record Internal(String listener, String endpointId) implements Address {
        @Override
        public String text() {
            return "envoy://" + listener + "/" + endpointId;
        }
    }
}
