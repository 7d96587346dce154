package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.Http1Spec;

/**
 * How HTTP is spoken to the hosts of a cluster: Envoy's {@code HttpProtocolOptions}, or the older fields of the cluster.
 *
 * @param protocol which version
 * @param http1 how HTTP/1 is spoken
 * @param idleMs how long a connection without a request is kept; 0 for ever
 * @param connectionMaxMs how long a connection is used in all; 0 for ever
 * @param streamMaxMs how long a stream may take in all; 0 for ever
 * @param requestsMax how many requests a connection serves; 0 for no limit
 */
@Immutable
public record UpstreamHttpSpec(
        Version protocol, Http1Spec http1, long idleMs, long connectionMaxMs, long streamMaxMs, long requestsMax) {

    /** Which version of HTTP is spoken. */
    public enum Version {
        HTTP1,
        HTTP2,
        /** That of the downstream request. */
        AS_DOWNSTREAM,
        /** What the TLS handshake settles. */
        BY_ALPN
    }

    /** Envoy's default of {@code idle_timeout}: one hour. */
    public static final long IDLE_DEFAULT_MS = 3_600_000;

    /** Envoy's defaults. */
    public static final UpstreamHttpSpec DEFAULT =
            new UpstreamHttpSpec(Version.HTTP1, Http1Spec.UPSTREAM, IDLE_DEFAULT_MS, 0, 0, 0);
}
