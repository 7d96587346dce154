package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.spi.UpstreamHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** One host of a cluster as last published. */
@AnyThread
public final class Host implements UpstreamHost {

    private final HostSpec spec;
    private final HostStats stats;
    private final SocketAddress socketAddress;

    Host(HostSpec spec, HostStats stats) {
        this.spec = spec;
        this.stats = stats;
        this.socketAddress = socketAddress(spec.address());
    }

    /**
     * The address to connect to.
     *
     * @throws IllegalArgumentException if it is a name that was not resolved, or no address of a socket
     */
    private static SocketAddress socketAddress(Address address) {
        return switch (address) {
            case Address.Socket socket -> new InetSocketAddress(InetAddress.ofLiteral(socket.host()), socket.port());
            case Address.Pipe pipe -> UnixDomainSocketAddress.of(pipe.path());
            case Address.Internal internal ->
                throw new IllegalArgumentException("cannot connect to " + internal.text());
        };
    }

    /** Whether it would be no other host if it were made of these. */
    @SuppressWarnings("ReferenceEquality") // the same stats
    boolean is(HostSpec other, HostStats ofOther) {
        return stats == ofOther && spec.equals(other);
    }

    @Override
    public HostSpec spec() {
        return spec;
    }

    public HostStats stats() {
        return stats;
    }

    /** Where it is reached. */
    public SocketAddress socketAddress() {
        return socketAddress;
    }

    @Override
    public long activeRequests() {
        return stats.rqActive.value();
    }

    @Override
    public void countSuccess() {
        stats.rqSuccess.inc();
    }

    @Override
    public void countError() {
        stats.rqError.inc();
    }

    @Override
    public void countTimeout() {
        stats.rqTimeout.inc();
    }

    @Override
    public String toString() {
        return spec.address().text();
    }
}
