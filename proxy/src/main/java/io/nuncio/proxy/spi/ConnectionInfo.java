package io.nuncio.proxy.spi;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.MetadataSpec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from and goes to, and what was found out about it before its filter chain was chosen.
 * Confined to the connection's dispatcher.
 *
 * <p>The "direct" addresses are those of the socket. A listener filter may restore others: the original destination, or
 * the source that a PROXY header names.
 */
@OnWorker
public final class ConnectionInfo {

    private final long connectionId;
    private @Nullable SocketAddress directLocalAddress;
    private final @Nullable SocketAddress directRemoteAddress;
    private @Nullable SocketAddress localAddress;
    private @Nullable SocketAddress remoteAddress;
    private boolean localAddressRestored;
    private String requestedServerName = "";
    private String detectedTransportProtocol = "";
    private ImmutableList<String> requestedApplicationProtocols = ImmutableList.of();
    private String filterChainName = "";
    private MetadataSpec listenerMetadata = MetadataSpec.NONE;
    private String listenerName = "";

    /** Of a socket with these two ends; an end that is not known (an unbound Unix socket) is null. */
    public ConnectionInfo(long connectionId, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
        this.connectionId = connectionId;
        this.directLocalAddress = local;
        this.directRemoteAddress = remote;
        this.localAddress = local;
        this.remoteAddress = remote;
    }

    /** The text of an address as logs and the admin show it: {@code 127.0.0.1:80}, {@code [::1]:80}, a path. */
    public static String text(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = hostText(inet);
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + inet.getPort() : host + ":" + inet.getPort();
        }
        return address == null ? "" : address.toString();
    }

    /** The text of an address without its port: {@code 127.0.0.1}, {@code ::1}, a path. */
    public static String textWithoutPort(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return hostText(inet);
        }
        return address == null ? "" : address.toString();
    }

    private static String hostText(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : IpText.of(address.getAddress());
    }

    public long connectionId() {
        return connectionId;
    }

    /** The address that the peer meant to reach. */
    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    /** The address that the connection comes from, as far as this proxy believes. */
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    public @Nullable SocketAddress directLocalAddress() {
        return directLocalAddress;
    }

    public @Nullable SocketAddress directRemoteAddress() {
        return directRemoteAddress;
    }

    /** A connection that this proxy opened is established, from this address. */
    public void connectedFrom(@Nullable SocketAddress local) {
        directLocalAddress = local;
        localAddress = local;
    }

    /** A listener filter found out where the peer wanted to go. */
    public void restoreLocalAddress(SocketAddress address) {
        localAddress = address;
        localAddressRestored = true;
    }

    public boolean localAddressRestored() {
        return localAddressRestored;
    }

    /** A listener filter found out where the connection really comes from. */
    public void remoteAddress(SocketAddress address) {
        remoteAddress = address;
    }

    /** The SNI of a TLS connection, lower case; empty for none. */
    public String requestedServerName() {
        return requestedServerName;
    }

    public void requestedServerName(String name) {
        requestedServerName = name;
    }

    /** {@code raw_buffer}, {@code tls}, or empty where no listener filter looked. */
    public String detectedTransportProtocol() {
        return detectedTransportProtocol;
    }

    public void detectedTransportProtocol(String protocol) {
        detectedTransportProtocol = protocol;
    }

    /** What the peer offers to speak (ALPN, or found by the HTTP inspector), in its order of preference. */
    public ImmutableList<String> requestedApplicationProtocols() {
        return requestedApplicationProtocols;
    }

    public void requestedApplicationProtocols(ImmutableList<String> protocols) {
        requestedApplicationProtocols = protocols;
    }

    /** The name of the filter chain that serves the connection; empty for none or one without a name. */
    public String filterChainName() {
        return filterChainName;
    }

    public void filterChainName(String name) {
        filterChainName = name;
    }

    /** The metadata of the listener that accepted it. */
    public MetadataSpec listenerMetadata() {
        return listenerMetadata;
    }

    public void listenerMetadata(MetadataSpec metadata) {
        listenerMetadata = metadata;
    }

    /** The name of the listener that accepted the connection; empty for one that this proxy opened. */
    public String listenerName() {
        return listenerName;
    }

    public void listenerName(String name) {
        listenerName = name;
    }
}
