package io.nuncio.proxy.spi;

import io.nuncio.filter.inline.MutableHeaders;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.MetadataSpec;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a connection or to a request: Envoy's {@code StreamInfo}. Written while it happens, read by access
 * loggers. Confined to the dispatcher of the connection.
 *
 * <p>Points in time are read from the loop's cached monotonic clock, in nanoseconds; {@link #UNSET} where the thing has
 * not happened.
 */
@OnWorker
public final class StreamInfo {

    /** A point in time that has not come. */
    public static final long UNSET = Long.MIN_VALUE;

    private final long startWallMs;
    private final long startMonotonicNs;
    private final ConnectionInfo connection;
    private final UpstreamInfo upstream = new UpstreamInfo();
    private final ResponseFlags flags = new ResponseFlags();
    private @Nullable Map<String, Object> filterState;
    private @Nullable SocketAddress remoteAddress;
    private long endMonotonicNs = UNSET;
    private long firstDownstreamRxNs = UNSET;
    private long lastDownstreamRxNs = UNSET;
    private long firstDownstreamTxNs = UNSET;
    private long lastDownstreamTxNs = UNSET;
    private long downstreamHandshakeNs = UNSET;
    private long bytesReceived;
    private long bytesSent;
    private long wireBytesReceived;
    private long wireBytesSent;
    private int attemptCount;
    private int responseCode;
    private @Nullable String responseCodeDetails;
    private @Nullable String connectionTerminationDetails;
    private String downstreamTransportFailureReason = "";
    private String localCloseReason = "";
    private DetectedClose downstreamDetectedClose = DetectedClose.NORMAL;
    private @Nullable String protocol;
    private String routeName = "";
    private @Nullable String virtualClusterName;
    private @Nullable ClusterSpec upstreamCluster;
    private @Nullable MutableHeaders requestHeaders;
    private @Nullable MutableHeaders responseHeaders;
    private @Nullable MutableHeaders responseTrailers;
    private String localReplyBody = "";
    private @Nullable MetadataBySource metadata;
    private boolean healthCheck;
    private long headerBytesReceived;

    /** Of something that begins now. */
    public StreamInfo(long startWallMs, long startMonotonicNs, ConnectionInfo connection) {
        this.startWallMs = startWallMs;
        this.startMonotonicNs = startMonotonicNs;
        this.connection = connection;
    }

    /** When it began, milliseconds since 1970. */
    public long startWallMs() {
        return startWallMs;
    }

    /** When it began. */
    public long startMonotonicNs() {
        return startMonotonicNs;
    }

    /** The downstream connection. */
    public ConnectionInfo connection() {
        return connection;
    }

    /** Where it comes from: what a request told of its client, else the peer of the connection. */
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress == null ? connection.remoteAddress() : remoteAddress;
    }

    /** A request told where it really comes from. */
    public void remoteAddress(SocketAddress address) {
        remoteAddress = address;
    }

    /** What the upstream side did. */
    public UpstreamInfo upstream() {
        return upstream;
    }

    /** What went wrong. */
    public ResponseFlags flags() {
        return flags;
    }

    /** When it ended, or {@link #UNSET}. */
    public long endMonotonicNs() {
        return endMonotonicNs;
    }

    /** It ended; the first call counts. */
    public void complete(long nowNs) {
        if (endMonotonicNs == UNSET) {
            endMonotonicNs = nowNs;
        }
    }

    public long firstDownstreamRxNs() {
        return firstDownstreamRxNs;
    }

    public long lastDownstreamRxNs() {
        return lastDownstreamRxNs;
    }

    /** Bytes came from downstream. */
    public void downstreamRx(long nowNs) {
        if (firstDownstreamRxNs == UNSET) {
            firstDownstreamRxNs = nowNs;
        }
        lastDownstreamRxNs = nowNs;
    }

    public long firstDownstreamTxNs() {
        return firstDownstreamTxNs;
    }

    public long lastDownstreamTxNs() {
        return lastDownstreamTxNs;
    }

    /** Bytes went downstream. */
    public void downstreamTx(long nowNs) {
        if (firstDownstreamTxNs == UNSET) {
            firstDownstreamTxNs = nowNs;
        }
        lastDownstreamTxNs = nowNs;
    }

    public long downstreamHandshakeNs() {
        return downstreamHandshakeNs;
    }

    /** The downstream handshake was completed. */
    public void downstreamHandshake(long nowNs) {
        downstreamHandshakeNs = nowNs;
    }

    /** Payload from downstream: the body of a request, or the bytes of a TCP connection. */
    public long bytesReceived() {
        return bytesReceived;
    }

    public void addBytesReceived(long bytes) {
        bytesReceived += bytes;
    }

    /** Payload to downstream. */
    public long bytesSent() {
        return bytesSent;
    }

    public void addBytesSent(long bytes) {
        bytesSent += bytes;
    }

    /** Bytes on the downstream wire, framing included. */
    public long wireBytesReceived() {
        return wireBytesReceived;
    }

    public void addWireBytesReceived(long bytes) {
        wireBytesReceived += bytes;
    }

    public long wireBytesSent() {
        return wireBytesSent;
    }

    public void addWireBytesSent(long bytes) {
        wireBytesSent += bytes;
    }

    /** How often a host was tried; 0 before the first. */
    public int attemptCount() {
        return attemptCount;
    }

    public void attemptCount(int attempts) {
        attemptCount = attempts;
    }

    /** The status of the response; 0 for none, and for TCP. */
    public int responseCode() {
        return responseCode;
    }

    public void responseCode(int code) {
        responseCode = code;
    }

    /** Who set the response code and why, in Envoy's words; null for nothing to tell. */
    public @Nullable String responseCodeDetails() {
        return responseCodeDetails;
    }

    public void responseCodeDetails(String details) {
        responseCodeDetails = details;
    }

    /** Why this proxy ended the connection; null where it did not, or has nothing to tell. */
    public @Nullable String connectionTerminationDetails() {
        return connectionTerminationDetails;
    }

    public void connectionTerminationDetails(String details) {
        connectionTerminationDetails = details;
    }

    /** What the downstream transport socket reported; empty for nothing. */
    public String downstreamTransportFailureReason() {
        return downstreamTransportFailureReason;
    }

    public void downstreamTransportFailureReason(String reason) {
        downstreamTransportFailureReason = reason;
    }

    /** Why this proxy closed the downstream connection; empty where it did not. */
    public String localCloseReason() {
        return localCloseReason;
    }

    public void localCloseReason(String reason) {
        localCloseReason = reason;
    }

    public DetectedClose downstreamDetectedClose() {
        return downstreamDetectedClose;
    }

    public void downstreamDetectedClose(DetectedClose detected) {
        downstreamDetectedClose = detected;
    }

    /** {@code HTTP/1.1} and so on; null for TCP. */
    public @Nullable String protocol() {
        return protocol;
    }

    public void protocol(String name) {
        protocol = name;
    }

    /** The name of the route taken; empty for none, or one without a name. */
    public String routeName() {
        return routeName;
    }

    public void routeName(String name) {
        routeName = name;
    }

    /** The name of the virtual cluster; null for none. */
    public @Nullable String virtualClusterName() {
        return virtualClusterName;
    }

    public void virtualClusterName(String name) {
        virtualClusterName = name;
    }

    /** The name of the cluster chosen ({@code alt_stat_name} where it has one); null for none. */
    public @Nullable String upstreamCluster() {
        return upstreamCluster == null ? null : upstreamCluster.statName();
    }

    /** The name of the cluster chosen, whatever its stats are called; null for none. */
    public @Nullable String upstreamClusterRaw() {
        return upstreamCluster == null ? null : upstreamCluster.name();
    }

    public void upstreamCluster(ClusterSpec chosen) {
        upstreamCluster = chosen;
    }

    /** The head of the request as the filters left it; null before there is one, and for TCP. */
    public @Nullable MutableHeaders requestHeaders() {
        return requestHeaders;
    }

    public void requestHeaders(MutableHeaders headers) {
        requestHeaders = headers;
    }

    /** The head of the response as it was sent; null before there is one, and for TCP. */
    public @Nullable MutableHeaders responseHeaders() {
        return responseHeaders;
    }

    public void responseHeaders(MutableHeaders headers) {
        responseHeaders = headers;
    }

    /** The trailers of the response; null for none. */
    public @Nullable MutableHeaders responseTrailers() {
        return responseTrailers;
    }

    public void responseTrailers(MutableHeaders trailers) {
        responseTrailers = trailers;
    }

    /** The body of an answer that this proxy made itself; empty for none. */
    public String localReplyBody() {
        return localReplyBody;
    }

    public void localReplyBody(String body) {
        localReplyBody = body;
    }

    /** What a filter left for others under {@code name}; null for nothing. */
    public @Nullable Object filterState(String name) {
        return filterState == null ? null : filterState.get(name);
    }

    /** Leaves something for other filters and for access logs. */
    public void filterState(String name, Object value) {
        if (filterState == null) {
            filterState = new LinkedHashMap<>();
        }
        filterState.put(name, value);
    }

    /** The metadata of what it has to do with; none where there is no such thing yet. */
    public MetadataSpec metadata(MetadataSource source) {
        UpstreamHost host = upstream.host();
        return switch (source) {
            case UPSTREAM_HOST -> host == null ? MetadataSpec.NONE : host.spec().metadata();
            case CLUSTER -> upstreamCluster == null ? MetadataSpec.NONE : upstreamCluster.metadata();
            case LISTENER -> connection.listenerMetadata();
            default -> metadata == null ? MetadataSpec.NONE : metadata.get(source);
        };
    }

    /** Says with which metadata it has to do. What is empty and has been empty costs nothing. */
    public void metadata(MetadataSource source, MetadataSpec spec) {
        if (metadata != null || !spec.isEmpty()) {
            made().set(source, spec);
        }
    }

    /** The dynamic metadata of that name space, as plain values; empty where there is none. Immutable. */
    public Map<String, Object> metadata(String namespace) {
        return metadata == null ? Map.of() : metadata.plain(namespace);
    }

    /** Sets keys of dynamic metadata, leaving the others of that name space; values are as JSON knows them. */
    public void addMetadata(String namespace, Map<String, Object> values) {
        noteMetadata(namespace, MetadataSpec.Struct.of(values));
    }

    public void noteMetadata(String namespace, MetadataSpec.Struct values) {
        made().note(namespace, values);
    }

    private MetadataBySource made() {
        if (metadata == null) {
            metadata = new MetadataBySource();
        }
        return metadata;
    }

    /** Whether it is a health check that a filter answers. */
    public boolean healthCheck() {
        return healthCheck;
    }

    public void healthCheck(boolean is) {
        healthCheck = is;
    }

    /** What the fields of the request took as they came, as Envoy counts them. */
    public long headerBytesReceived() {
        return headerBytesReceived;
    }

    public void headerBytesReceived(long bytes) {
        headerBytesReceived = bytes;
    }
}
