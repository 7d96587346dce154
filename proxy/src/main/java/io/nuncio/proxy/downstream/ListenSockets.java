package io.nuncio.proxy.downstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener listens: made on main, which so learns at once whether the address can be bound and which port the
 * kernel chose; the workers open sockets of their own for it.
 *
 * <p>With {@code SO_REUSEPORT} each worker has a socket and the kernel spreads the connections; a bound socket that does
 * not listen keeps the port ours. Otherwise one worker has the only socket and spreads the connections itself.
 *
 * <p>A listener that replaces another of the same address takes over its sockets, so that no connection in an accept
 * queue is lost.
 */
@AnyThread
public final class ListenSockets implements AutoCloseable {

    private final ListenerSocketSpec spec;
    private final SocketAddress address;
    private final int unixMode;
    private final @Nullable SocketChannel reservation;

    private ListenSockets(
            ListenerSocketSpec spec, SocketAddress address, int unixMode, @Nullable SocketChannel reservation) {
        this.spec = spec;
        this.address = address;
        this.unixMode = unixMode;
        this.reservation = reservation;
    }

    /**
     * Finds out whether the address can be bound.
     *
     * @throws IOException if it cannot, with the operating system's words
     */
    @OnMain
    public static ListenSockets open(Address address, ListenerSocketSpec spec) throws IOException {
        return switch (address) {
            case Address.Pipe pipe -> openPipe(pipe, spec);
            case Address.Socket socket -> openTcp(socket, spec);
            case Address.Internal internal -> throw new IOException("no socket can listen on " + internal.text());
        };
    }

    private static ListenSockets openPipe(Address.Pipe pipe, ListenerSocketSpec spec) throws IOException {
        if (!pipe.path().startsWith("@")) {
            Files.deleteIfExists(Path.of(pipe.path()));
        }
        return new ListenSockets(spec, UnixDomainSocketAddress.of(pipe.path()), pipe.mode(), null);
    }

    private static ListenSockets openTcp(Address.Socket socket, ListenerSocketSpec spec) throws IOException {
        InetSocketAddress wanted = new InetSocketAddress(InetAddress.ofLiteral(socket.host()), socket.port());
        if (spec.freebind() || spec.transparent()) {
            return new ListenSockets(spec, wanted, 0, null);
        }
        SocketChannel reservation = SocketChannel.open();
        try {
            reservation.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            reservation.setOption(StandardSocketOptions.SO_REUSEPORT, spec.reusePort());
            reservation.bind(wanted);
            SocketAddress bound = reservation.getLocalAddress();
            if (spec.reusePort()) {
                return new ListenSockets(spec, bound, 0, reservation);
            }
            reservation.close();
            return new ListenSockets(spec, bound, 0, null);
        } catch (IOException e) {
            reservation.close();
            throw e;
        }
    }

    /** The address with the port that the kernel chose. */
    public SocketAddress address() {
        return address;
    }

    ListenerSocketSpec spec() {
        return spec;
    }

    /** The file mode of a Unix socket; 0 to leave it. */
    int unixMode() {
        return unixMode;
    }

    /** Whether each worker accepts, and not only the first. */
    boolean perWorker() {
        return spec.reusePort() && address instanceof InetSocketAddress;
    }

    /** Gives the port up. The workers' sockets are closed by the workers. */
    @Override
    @OnMain
    public void close() throws IOException {
        if (reservation != null) {
            reservation.close();
        }
    }

    @Override
    public String toString() {
        return "ListenSockets[" + address + "]";
    }
}
