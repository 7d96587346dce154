package io.nuncio.control.subscribe.grpc;

import io.netty.handler.ssl.SslContext;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a connection goes.
 *
 * @param address of the host, not a name
 * @param authority the {@code :authority} of calls
 * @param connectTimeoutMs how long connecting may take
 * @param keepalive how the operating system probes the connection while nothing happens; empty: as it likes
 * @param tls how the connection is made secure; empty: it is not
 */
record Endpoint(
        SocketAddress address,
        String authority,
        long connectTimeoutMs,
        Optional<TcpKeepaliveSpec> keepalive,
        Optional<SslContext> tls) {

    /** Chooses the host of the next connection. */
    @FunctionalInterface
    interface Choice extends Supplier<Endpoint> {
        /**
         * Chooses.
         *
         * @throws NoEndpointException if there is none now
         */
        @Override
        Endpoint get();
    }

    /** There is no host to connect to. Without a stack trace: the message says it all. */
    static final class NoEndpointException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoEndpointException(String message) {
            super(message, null, false, false);
        }
    }
}
