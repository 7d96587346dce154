package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The upstream side of a record: Envoy's {@code UpstreamInfo}. Confined to the dispatcher of the connection. */
@OnWorker
public final class UpstreamInfo {

    private @Nullable UpstreamHost host;
    private @Nullable UpstreamHost firstAttempted;
    private @Nullable List<UpstreamHost> hostsAttempted;
    private @Nullable SocketAddress localAddress;
    private @Nullable SocketAddress remoteAddress;
    private long connectionId = -1;
    private String transportFailureReason = "";
    private String localCloseReason = "";
    private DetectedClose detectedClose = DetectedClose.NORMAL;
    private long connectStartNs = StreamInfo.UNSET;
    private long connectEndNs = StreamInfo.UNSET;
    private long handshakeNs = StreamInfo.UNSET;
    private long firstTxNs = StreamInfo.UNSET;
    private long lastTxNs = StreamInfo.UNSET;
    private long firstRxNs = StreamInfo.UNSET;
    private long lastRxNs = StreamInfo.UNSET;
    private long wireBytesSent;
    private long wireBytesReceived;
    private @Nullable String protocol;

    /** The host that was used, or tried last; null for none. */
    public @Nullable UpstreamHost host() {
        return host;
    }

    public void host(UpstreamHost chosen) {
        host = chosen;
    }

    /** A try that has a connection to this host takes the place of those before. */
    public void attempted(UpstreamHost tried) {
        firstAttempted = tried;
        hostsAttempted = null;
    }

    /** Another host is tried. */
    public void addHostAttempted(UpstreamHost tried) {
        if (firstAttempted == null) {
            firstAttempted = tried;
            return;
        }
        if (hostsAttempted == null) {
            hostsAttempted = new ArrayList<>(List.of(firstAttempted));
        }
        hostsAttempted.add(tried);
    }

    /** The hosts tried, in order. */
    public List<UpstreamHost> hostsAttempted() {
        if (hostsAttempted != null) {
            return hostsAttempted;
        }
        return firstAttempted == null ? List.of() : List.of(firstAttempted);
    }

    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** The connection that is used. */
    public void connection(long id, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
        connectionId = id;
        localAddress = local;
        remoteAddress = remote;
    }

    /** The id of the upstream connection; -1 for none. */
    public long connectionId() {
        return connectionId;
    }

    /** What the upstream transport socket or the operating system reported; empty for nothing. */
    public String transportFailureReason() {
        return transportFailureReason;
    }

    public void transportFailureReason(String reason) {
        transportFailureReason = reason;
    }

    /** Why this proxy closed the upstream connection; empty where it did not. */
    public String localCloseReason() {
        return localCloseReason;
    }

    public void localCloseReason(String reason) {
        localCloseReason = reason;
    }

    public DetectedClose detectedClose() {
        return detectedClose;
    }

    public void detectedClose(DetectedClose detected) {
        detectedClose = detected;
    }

    public long connectStartNs() {
        return connectStartNs;
    }

    public long connectEndNs() {
        return connectEndNs;
    }

    /** When the connection that is used was begun and established. */
    public void connectTimes(long startNs, long endNs) {
        connectStartNs = startNs;
        connectEndNs = endNs;
    }

    public long handshakeNs() {
        return handshakeNs;
    }

    public void handshake(long nowNs) {
        handshakeNs = nowNs;
    }

    public long firstTxNs() {
        return firstTxNs;
    }

    public long lastTxNs() {
        return lastTxNs;
    }

    /** Bytes went upstream. */
    public void tx(long nowNs) {
        if (firstTxNs == StreamInfo.UNSET) {
            firstTxNs = nowNs;
        }
        lastTxNs = nowNs;
    }

    public long firstRxNs() {
        return firstRxNs;
    }

    public long lastRxNs() {
        return lastRxNs;
    }

    /** Bytes came from upstream. */
    public void rx(long nowNs) {
        if (firstRxNs == StreamInfo.UNSET) {
            firstRxNs = nowNs;
        }
        lastRxNs = nowNs;
    }

    /** Bytes on the upstream wire, framing included. */
    public long wireBytesSent() {
        return wireBytesSent;
    }

    public void addWireBytesSent(long bytes) {
        wireBytesSent += bytes;
    }

    public long wireBytesReceived() {
        return wireBytesReceived;
    }

    public void addWireBytesReceived(long bytes) {
        wireBytesReceived += bytes;
    }

    /** {@code HTTP/1.1} and so on; null for TCP. */
    public @Nullable String protocol() {
        return protocol;
    }

    public void protocol(String name) {
        protocol = name;
    }
}
