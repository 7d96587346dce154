package io.nuncio.proxy.downstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.FilterChainsSpec;
import io.nuncio.proxy.spec.listener.ListenerSocketSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.ConnectionLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Listeners changed in one respect, and clients of them, for tests of accepting. */
final class ListenerFixture {

    private ListenerFixture() {}

    static FilterChainMatchSpec sourceRange(String address) {
        FilterChainMatchSpec any = FilterChainMatchSpec.ANY;
        return new FilterChainMatchSpec(
                0,
                any.destinationRanges(),
                any.serverNames(),
                "",
                any.applicationProtocols(),
                any.directSourceRanges(),
                any.sourceType(),
                ImmutableList.of(CidrRange.of(InetAddress.ofLiteral(address), 32)),
                any.sourcePorts());
    }

    static ListenerSpec withSocket(ListenerSpec spec, ListenerSocketSpec socket) {
        return new ListenerSpec(
                spec.name(),
                spec.statPrefix(),
                spec.address(),
                socket,
                spec.listenerFilters(),
                spec.chains(),
                spec.accessLogs(),
                spec.limits(),
                spec.drain());
    }

    static ListenerSpec withLimit(ListenerSpec spec, int connections) {
        return new ListenerSpec(
                spec.name(),
                spec.statPrefix(),
                spec.address(),
                spec.socket(),
                spec.listenerFilters(),
                spec.chains(),
                spec.accessLogs(),
                new ConnectionLimits(1024 * 1024, Optional.of(connections), false, 0, false),
                spec.drain());
    }

    static ListenerSpec withChains(ListenerSpec spec, FilterChainSpec... chains) {
        return new ListenerSpec(
                spec.name(),
                spec.statPrefix(),
                spec.address(),
                spec.socket(),
                spec.listenerFilters(),
                new FilterChainsSpec(ImmutableList.copyOf(chains), Optional.empty()),
                spec.accessLogs(),
                spec.limits(),
                spec.drain());
    }

    static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(address, 20_000);
        return socket;
    }

    static Socket connectFrom(String source, InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        socket.connect(address, 20_000);
        return socket;
    }

    static String ask(InetSocketAddress address, String question) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(question.length()), StandardCharsets.US_ASCII);
        }
    }

    static String read(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    static boolean echoes(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() == 'x';
        } catch (IOException reset) {
            return false;
        }
    }

    static boolean endOf(Socket socket) throws IOException {
        try (socket) {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
