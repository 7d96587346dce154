package io.nuncio.proxy.downstream;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.listener.ChainQuery;
import io.nuncio.proxy.spi.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection as the choice of its filter chain sees it. */
record SocketQuery(ConnectionInfo info) implements ChainQuery {

    @Override
    public @Nullable InetAddress destination() {
        return ip(info.localAddress());
    }

    @Override
    public int destinationPort() {
        return port(info.localAddress());
    }

    @Override
    public String serverName() {
        return info.requestedServerName();
    }

    @Override
    public String transportProtocol() {
        return info.detectedTransportProtocol();
    }

    @Override
    public ImmutableList<String> applicationProtocols() {
        return info.requestedApplicationProtocols();
    }

    @Override
    public @Nullable InetAddress directSource() {
        return ip(info.directRemoteAddress());
    }

    @Override
    public @Nullable InetAddress source() {
        return ip(info.remoteAddress());
    }

    @Override
    public int sourcePort() {
        return port(info.remoteAddress());
    }

    private static @Nullable InetAddress ip(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    private static int port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }
}
