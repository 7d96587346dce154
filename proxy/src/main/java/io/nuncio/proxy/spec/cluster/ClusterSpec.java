package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.MetadataSpec;
import java.util.Optional;

/**
 * A cluster as configured: Envoy's {@code config.cluster.v3.Cluster}, without its hosts, which change on their own road
 * ({@link HostSetSpec}).
 *
 * @param name unique among the clusters
 * @param statName what follows {@code cluster.} in the names of its stats ({@code alt_stat_name} or the name)
 * @param contentHash equal for two clusters of equal configuration; an update that changes nothing keeps the pools
 * @param discovery how hosts are found
 * @param connectTimeoutMs how long a connection may take to be established
 * @param perConnectionBufferBytes the high watermark of each direction (soft); 0 turns back-pressure off
 * @param policy how a host is chosen
 * @param breakers what the workers together may hold open
 * @param http how HTTP is spoken to its hosts
 * @param transportSocket made by a transport socket's factory; empty for plain TCP
 * @param keepalive how idle connections are probed; empty for not at all
 * @param metadata what logs and extensions may ask for
 */
@Immutable
public record ClusterSpec(
        String name,
        String statName,
        String contentHash,
        Discovery discovery,
        long connectTimeoutMs,
        int perConnectionBufferBytes,
        LoadBalancingSpec policy,
        CircuitBreakersSpec breakers,
        UpstreamHttpSpec http,
        Optional<ExtensionSpec> transportSocket,
        Optional<TcpKeepaliveSpec> keepalive,
        MetadataSpec metadata) {
    /** Envoy's default of {@code connect_timeout}. */
    public static final long CONNECT_TIMEOUT_DEFAULT_MS = 5_000;

    /** Without keepalive and metadata. */
    public ClusterSpec(
            String name,
            String statName,
            String contentHash,
            Discovery discovery,
            long connectTimeoutMs,
            int perConnectionBufferBytes,
            LoadBalancingSpec policy,
            CircuitBreakersSpec breakers,
            UpstreamHttpSpec http,
            Optional<ExtensionSpec> transportSocket) {
        this(
                name,
                statName,
                contentHash,
                discovery,
                connectTimeoutMs,
                perConnectionBufferBytes,
                policy,
                breakers,
                http,
                transportSocket,
                Optional.empty(),
                MetadataSpec.NONE);
    }

    /** How the hosts of a cluster are found. */
    public enum Discovery {
        STATIC,
        STRICT_DNS,
        LOGICAL_DNS,
        EDS,
        ORIGINAL_DST
    }
}
