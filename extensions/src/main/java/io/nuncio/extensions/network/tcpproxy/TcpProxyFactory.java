package io.nuncio.extensions.network.tcpproxy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.nuncio.extensions.network.tcpproxy.TcpProxySettings.Limits;
import io.nuncio.extensions.network.tcpproxy.TcpProxySettings.Logging;
import io.nuncio.extensions.network.tcpproxy.TcpProxySettings.Target;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterFactory;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ParseContext;
import io.nuncio.proxy.spi.TypedConfig;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes TCP proxies. */
public final class TcpProxyFactory implements NetworkFilterFactory {

    @Override
    public String name() {
        return "envoy.filters.network.tcp_proxy";
    }

    @Override
    public Set<String> typeNames() {
        return Set.of(TcpProxy.getDescriptor().getFullName());
    }

    @Override
    @OnMain
    public @Nullable NetworkFilterMaker parse(TypedConfig config, ParseContext context) {
        TcpProxy message;
        try {
            message = TcpProxy.parseFrom(config.value());
        } catch (InvalidProtocolBufferException e) {
            context.error("", "not a TcpProxy: " + e.getMessage());
            return null;
        }
        refuseUnsupported(message, context);
        Scope scope = context.stats().scope("tcp." + message.getStatPrefix());
        context.onClose(scope::close);
        return new Maker(new TcpProxySettings(
                targets(message), limits(message), logging(message, context), new TcpProxyStats(scope)));
    }

    private static void refuseUnsupported(TcpProxy message, ParseContext context) {
        if (message.hasTunnelingConfig()) {
            context.unsupported("tunneling_config");
        }
        if (message.hasOnDemand()) {
            context.unsupported("on_demand");
        }
        if (message.getHashPolicyCount() > 0) {
            context.unsupported("hash_policy");
        }
        if (message.hasMetadataMatch()) {
            context.unsupported("metadata_match");
        }
        for (int i = 0; i < message.getWeightedClusters().getClustersCount(); i++) {
            if (message.getWeightedClusters().getClusters(i).hasMetadataMatch()) {
                context.unsupported("weighted_clusters.clusters[" + i + "].metadata_match");
            }
        }
        if (message.hasDownstreamIdleTimeout()) {
            context.warning("downstream_idle_timeout", "has no effect; idle_timeout holds for both directions");
        }
        if (message.hasUpstreamIdleTimeout()) {
            context.warning("upstream_idle_timeout", "has no effect; idle_timeout holds for both directions");
        }
    }

    private static ImmutableList<Target> targets(TcpProxy message) {
        if (!message.hasWeightedClusters()) {
            return ImmutableList.of(new Target(message.getCluster(), 1));
        }
        ImmutableList.Builder<Target> targets = ImmutableList.builder();
        long sum = 0;
        for (TcpProxy.WeightedCluster.ClusterWeight each :
                message.getWeightedClusters().getClustersList()) {
            sum += Integer.toUnsignedLong(each.getWeight());
            targets.add(new Target(each.getName(), sum));
        }
        return targets.build();
    }

    private static Limits limits(TcpProxy message) {
        return new Limits(
                message.hasIdleTimeout() ? millis(message.getIdleTimeout()) : Limits.IDLE_DEFAULT_MS,
                message.hasMaxDownstreamConnectionDuration()
                        ? Math.max(1, millis(message.getMaxDownstreamConnectionDuration()))
                        : 0,
                message.hasMaxConnectAttempts()
                        ? message.getMaxConnectAttempts().getValue()
                        : 1);
    }

    @SuppressWarnings("deprecation") // Envoy still takes the old fields
    private static Logging logging(TcpProxy message, ParseContext context) {
        ImmutableList<AccessLogger> loggers = context
                .accessLogs(
                        "access_log",
                        message.getAccessLogList().stream()
                                .map(log -> log.toByteArray())
                                .toList())
                .stream()
                .map(spec -> spec.made().as(AccessLogger.class))
                .collect(ImmutableList.toImmutableList());
        TcpProxy.TcpAccessLogOptions options = message.getAccessLogOptions();
        boolean onConnected = message.hasAccessLogOptions()
                ? options.getFlushAccessLogOnConnected()
                : message.getFlushAccessLogOnConnected();
        Duration period = message.hasAccessLogOptions()
                ? options.getAccessLogFlushInterval()
                : message.getAccessLogFlushInterval();
        return new Logging(loggers, onConnected, millis(period));
    }

    private static long millis(Duration duration) {
        return TimeUnit.SECONDS.toMillis(duration.getSeconds()) + TimeUnit.NANOSECONDS.toMillis(duration.getNanos());
    }

    @AnyThread
    private record Maker(TcpProxySettings settings) implements NetworkFilterMaker {
        @Override
        public NetworkFilter make(NetworkFilterCallbacks callbacks) {
            return new TcpProxyFilter(settings, callbacks);
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }
}
