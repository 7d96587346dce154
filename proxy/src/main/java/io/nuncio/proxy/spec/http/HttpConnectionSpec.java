package io.nuncio.proxy.spec.http;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import java.util.Optional;

/**
 * A connection manager as configured: Envoy's {@code HttpConnectionManager}, without its routes, which change on their own
 * road.
 *
 * @param statPrefix what follows {@code http.} in the names of its stats
 * @param codec which versions are spoken
 * @param http1 how HTTP/1 is spoken
 * @param filters the chain; the last one ends it. It may be empty: then nobody answers
 * @param forwarding what is believed of a request and what is said about it
 * @param paths what becomes of a request's path and host before anybody looks at them
 * @param timeouts how long things may take
 * @param responses what is added to responses
 * @param upgrades which protocols a client may switch to
 * @param logging what is written of each request, and when
 */
@Immutable
public record HttpConnectionSpec(
        String statPrefix,
        CodecKind codec,
        Http1Spec http1,
        ImmutableList<HttpFilterSpec> filters,
        Forwarding forwarding,
        Paths paths,
        Timeouts timeouts,
        Responses responses,
        ImmutableList<UpgradeSpec> upgrades,
        Logging logging) {

    /** Which versions of HTTP a connection may speak. */
    public enum CodecKind {
        AUTO,
        HTTP1,
        HTTP2
    }

    /**
     * What is believed of a request, and what is said about it to the next hop.
     *
     * @param client how the client's address is found
     * @param appendPort whether {@code x-forwarded-port} is set
     * @param inside which addresses are internal
     * @param requestIds what becomes of {@code x-request-id}
     * @param via appended to {@code via}; empty for none
     * @param proxy100Continue whether {@code expect: 100-continue} goes to the upstream
     * @param keepClientCert whether {@code x-forwarded-client-cert} of a connection without a client certificate stays
     * @param scheme set in place of what the client says; empty for none
     */
    @Immutable
    public record Forwarding(
            ClientAddress client,
            boolean appendPort,
            InternalAddresses inside,
            RequestIds requestIds,
            String via,
            boolean proxy100Continue,
            boolean keepClientCert,
            String scheme) {
        /** What Envoy does by default. */
        public static final Forwarding DEFAULT = new Forwarding(
                ClientAddress.DEFAULT, false, InternalAddresses.NONE, RequestIds.DEFAULT, "", false, false, "");
    }

    /**
     * How the client's address is found.
     *
     * @param useRemoteAddress the peer is the client: its address is appended to {@code x-forwarded-for}
     * @param trustedHops how many proxies in front are trusted
     * @param skipXffAppend whether {@code x-forwarded-for} stays as it is
     * @param detections asked one after the other where the peer is not the client; the first that finds one is right
     */
    @Immutable
    public record ClientAddress(
            boolean useRemoteAddress, int trustedHops, boolean skipXffAppend, ImmutableList<IpDetection> detections) {
        /** What Envoy does by default. */
        public static final ClientAddress DEFAULT =
                new ClientAddress(false, 0, false, ImmutableList.of(new IpDetection.Xff(0, ImmutableList.of(), true)));
    }

    /**
     * Which addresses are internal.
     *
     * @param unixSockets whether all clients on Unix sockets are
     * @param ranges those of IP
     */
    @Immutable
    public record InternalAddresses(boolean unixSockets, ImmutableList<CidrRange> ranges) {
        /** None is. */
        public static final InternalAddresses NONE = new InternalAddresses(false, ImmutableList.of());
    }

    /**
     * What becomes of {@code x-request-id}.
     *
     * @param generate whether requests without one get one
     * @param preserveExternal whether that of a client outside is believed
     * @param alwaysInResponse whether the response tells it
     * @param packTraceReason whether one letter of it tells if and why the request is traced
     */
    @Immutable
    public record RequestIds(
            boolean generate, boolean preserveExternal, boolean alwaysInResponse, boolean packTraceReason) {
        /** What Envoy does by default. */
        public static final RequestIds DEFAULT = new RequestIds(true, false, false, true);
    }

    /** What becomes of an escaped slash in a path. */
    public enum EscapedSlashes {
        KEEP_UNCHANGED,
        REJECT_REQUEST,
        UNESCAPE_AND_REDIRECT,
        UNESCAPE_AND_FORWARD
    }

    /**
     * What becomes of a request's path and host.
     *
     * @param normalize by RFC 3986: dot segments, escaped letters
     * @param mergeSlashes whether {@code //} becomes {@code /}
     * @param escapedSlashes what becomes of {@code %2F} and {@code %5C}
     * @param stripAnyPort whether the host loses its port
     * @param stripMatchingPort whether the host loses the port of the listener
     * @param stripTrailingDot whether the host loses a dot at its end
     */
    @Immutable
    public record Paths(
            boolean normalize,
            boolean mergeSlashes,
            EscapedSlashes escapedSlashes,
            boolean stripAnyPort,
            boolean stripMatchingPort,
            boolean stripTrailingDot) {
        /** Everything stays as it came. */
        public static final Paths AS_IT_CAME =
                new Paths(false, false, EscapedSlashes.KEEP_UNCHANGED, false, false, false);
    }

    /**
     * How long things may take, in milliseconds; 0 for ever.
     *
     * @param connectionIdleMs a connection without a request
     * @param connectionMaxMs a connection in all
     * @param streamIdleMs a stream without a byte in either direction
     * @param streamMaxMs a stream in all
     * @param requestMs a request from its first byte to its last
     * @param requestHeadersMs the head of a request
     * @param drainMs between the announcement that a connection will be closed and its end
     * @param delayedCloseMs how long the peer may take to close after the last bytes
     * @param requestsMax how many requests a connection serves
     * @param safeConnectionMax whether an HTTP/1 connection that has lived too long waits for one more request, whose
     *     answer says that it will be closed
     */
    @Immutable
    public record Timeouts(
            long connectionIdleMs,
            long connectionMaxMs,
            long streamIdleMs,
            long streamMaxMs,
            long requestMs,
            long requestHeadersMs,
            long drainMs,
            long delayedCloseMs,
            long requestsMax,
            boolean safeConnectionMax) {
        /** Envoy's defaults. */
        public static final Timeouts DEFAULT = new Timeouts(3_600_000, 0, 300_000, 0, 0, 0, 5_000, 1_000, 0, false);
    }

    /** What becomes of the {@code server} field of a response. */
    public enum ServerHeader {
        OVERWRITE,
        APPEND_IF_ABSENT,
        PASS_THROUGH
    }

    /**
     * What is added to responses.
     *
     * @param serverName the value of {@code server}
     * @param server whether it is set
     * @param keepConnectionOnBadRequest whether a connection lives on after a request that was answered with 400
     * @param localReplies a {@code proxy.downstream.http.LocalReplyRules}: other words for the proxy's own replies
     */
    @Immutable
    public record Responses(
            String serverName, ServerHeader server, boolean keepConnectionOnBadRequest, Optional<Opaque> localReplies) {
        /** What Envoy does by default, under our own name for compatibility: clients look for it. */
        public static final Responses DEFAULT = new Responses("envoy", ServerHeader.OVERWRITE, false, Optional.empty());
    }

    /**
     * What is written of each request, and when.
     *
     * @param accessLogs written at the end of each request
     * @param atStart whether at its beginning too
     * @param atTunnel whether when an upgrade or a CONNECT has succeeded too
     * @param intervalMs how often in between; 0 for never
     */
    @Immutable
    public record Logging(ImmutableList<ExtensionSpec> accessLogs, boolean atStart, boolean atTunnel, long intervalMs) {
        /** At the end alone. */
        public static Logging atEnd(ImmutableList<ExtensionSpec> accessLogs) {
            return new Logging(accessLogs, false, false, 0);
        }
    }
}
