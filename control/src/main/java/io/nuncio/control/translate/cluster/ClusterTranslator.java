package io.nuncio.control.translate.cluster;

import static io.nuncio.control.translate.cluster.Numbers.atMostInt;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.ContentHash;
import io.nuncio.control.translate.Metadatas;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.TransportSockets;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.RetryBudget;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.LoadBalancingSpec;
import io.nuncio.proxy.spec.cluster.TcpKeepaliveSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code Cluster} to {@link ConfiguredCluster}. */
public final class ClusterTranslator {

    private static final int PER_CONNECTION_BUFFER_DEFAULT_BYTES = 1024 * 1024;

    private ClusterTranslator() {}

    /**
     * A cluster as it came.
     *
     * @param path where the message stands, empty for a resource that came by itself
     */
    public static Candidate<ConfiguredCluster> candidate(Cluster message, String path, Ground ground) {
        return new ClusterCandidate(message.getName(), ContentHash.of(message), message, path, ground);
    }

    private record ClusterCandidate(String name, String contentHash, Cluster message, String path, Ground ground)
            implements Candidate<ConfiguredCluster> {
        @Override
        public ResourceMessage received() {
            return new ResourceMessage(message);
        }

        @Override
        public Translation<ConfiguredCluster> translate() {
            TranslationSession session = new TranslationSession(ground);
            return session.finish(read(contentHash, message, session.place(path)));
        }
    }

    private static @Nullable ConfiguredCluster read(String hash, Cluster message, Place place) {
        place.refuseUnsupported(message);
        DiscoverySpec discovery = Discoveries.read(message, place);
        LoadBalancingSpec policy = Balancing.read(message, place);
        Optional<ExtensionSpec> transportSocket = message.hasTransportSocket()
                ? TransportSockets.read(message.getTransportSocket(), place)
                : Optional.empty();
        long connectTimeoutMs = message.hasConnectTimeout()
                ? place.milliseconds("connect_timeout", message.getConnectTimeout())
                : ClusterSpec.CONNECT_TIMEOUT_DEFAULT_MS;
        if (discovery == null) {
            return null;
        }
        String statName = message.getAltStatName().isEmpty() ? message.getName() : message.getAltStatName();
        ClusterSpec cluster = new ClusterSpec(
                message.getName(),
                Addresses.forStats(statName),
                hash,
                kind(discovery),
                connectTimeoutMs,
                message.hasPerConnectionBufferLimitBytes()
                        ? atMostInt(message.getPerConnectionBufferLimitBytes())
                        : PER_CONNECTION_BUFFER_DEFAULT_BYTES,
                policy,
                breakers(message.getCircuitBreakers()),
                UpstreamHttp.read(message, place),
                transportSocket,
                keepalive(message),
                Metadatas.read(message.getMetadata()));
        return new ConfiguredCluster(cluster, discovery);
    }

    private static ClusterSpec.Discovery kind(DiscoverySpec discovery) {
        return switch (discovery) {
            case DiscoverySpec.Static ignored -> ClusterSpec.Discovery.STATIC;
            case DiscoverySpec.Dns dns ->
                dns.logical() ? ClusterSpec.Discovery.LOGICAL_DNS : ClusterSpec.Discovery.STRICT_DNS;
            case DiscoverySpec.Eds ignored -> ClusterSpec.Discovery.EDS;
        };
    }

    private static Optional<TcpKeepaliveSpec> keepalive(Cluster message) {
        if (!message.getUpstreamConnectionOptions().hasTcpKeepalive()) {
            return Optional.empty();
        }
        TcpKeepalive keepalive = message.getUpstreamConnectionOptions().getTcpKeepalive();
        return Optional.of(new TcpKeepaliveSpec(
                atMostInt(keepalive.getKeepaliveProbes()),
                atMostInt(keepalive.getKeepaliveTime()),
                atMostInt(keepalive.getKeepaliveInterval())));
    }

    private static CircuitBreakersSpec breakers(CircuitBreakers message) {
        return new CircuitBreakersSpec(
                thresholds(message, RoutingPriority.DEFAULT), thresholds(message, RoutingPriority.HIGH));
    }

    /** Of several thresholds for one priority the first counts. */
    private static Thresholds thresholds(CircuitBreakers message, RoutingPriority priority) {
        Thresholds standard = Thresholds.DEFAULT;
        for (CircuitBreakers.Thresholds given : message.getThresholdsList()) {
            if (given.getPriority() == priority) {
                return new Thresholds(
                        given.hasMaxConnections() ? atMostInt(given.getMaxConnections()) : standard.connectionsMax(),
                        given.hasMaxPendingRequests()
                                ? atMostInt(given.getMaxPendingRequests())
                                : standard.pendingMax(),
                        given.hasMaxRequests() ? atMostInt(given.getMaxRequests()) : standard.requestsMax(),
                        given.hasMaxRetries() ? atMostInt(given.getMaxRetries()) : standard.retriesMax(),
                        given.hasMaxConnectionPools() ? atMostInt(given.getMaxConnectionPools()) : standard.poolsMax(),
                        given.getTrackRemaining(),
                        given.hasRetryBudget() ? Optional.of(budget(given.getRetryBudget())) : Optional.empty());
            }
        }
        return standard;
    }

    private static RetryBudget budget(CircuitBreakers.Thresholds.RetryBudget message) {
        return new RetryBudget(
                message.hasBudgetPercent() ? message.getBudgetPercent().getValue() : RetryBudget.PERCENT_DEFAULT,
                message.hasMinRetryConcurrency()
                        ? atMostInt(message.getMinRetryConcurrency())
                        : RetryBudget.RETRIES_MIN_DEFAULT);
    }
}
