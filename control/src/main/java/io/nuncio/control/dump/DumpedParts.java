package io.nuncio.control.dump;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.ScopedRoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.nuncio.control.dump.ResourceDump.Dynamic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What there is to show of a configuration, at one moment.
 *
 * @param bootstrap as it was read
 * @param startedMs when, wall clock
 * @param clusters of the bootstrap and later
 * @param listeners of the bootstrap and later
 * @param routes tables that came on their own; those inside of listeners are found there
 * @param hosts of clusters, as last published
 */
public record DumpedParts(
        Bootstrap bootstrap,
        long startedMs,
        ResourceDump clusters,
        ResourceDump listeners,
        ResourceDump routes,
        ImmutableList<DumpedHosts> hosts) {

    /** One message a kind, in Envoy's order. */
    List<Message> sections(Predicate<String> names, boolean withHosts) {
        List<Message> sections = new ArrayList<>();
        sections.add(BootstrapConfigDump.newBuilder()
                .setBootstrap(bootstrap)
                .setLastUpdated(time(startedMs))
                .build());
        sections.add(clusters(names));
        if (withHosts) {
            sections.add(endpoints(names));
        }
        sections.add(listeners(names));
        sections.add(ScopedRoutesConfigDump.getDefaultInstance());
        sections.add(routes(names));
        sections.add(secrets(names));
        return sections;
    }

    private Message clusters(Predicate<String> names) {
        ClustersConfigDump.Builder out = ClustersConfigDump.newBuilder().setVersionInfo(clusters.version());
        clusters.fixed().stream()
                .filter(each -> names.test(((Cluster) each.resource().message()).getName()))
                .sorted(Comparator.comparing(each -> ((Cluster) each.resource().message()).getName()))
                .forEach(each -> out.addStaticClusters(ClustersConfigDump.StaticCluster.newBuilder()
                        .setCluster(any(each))
                        .setLastUpdated(time(each.updatedAtMs()))));
        for (Dynamic each : clusters.dynamic()) {
            if (!names.test(each.name())) {
                continue;
            }
            each.active().ifPresent(state -> out.addDynamicActiveClusters(dynamicCluster(state)));
            each.warming().ifPresent(state -> out.addDynamicWarmingClusters(dynamicCluster(state)));
        }
        return out.build();
    }

    private static ClustersConfigDump.DynamicCluster dynamicCluster(ResourceState state) {
        return ClustersConfigDump.DynamicCluster.newBuilder()
                .setVersionInfo(state.version())
                .setCluster(any(state))
                .setLastUpdated(time(state.updatedAtMs()))
                .build();
    }

    private Message listeners(Predicate<String> names) {
        ListenersConfigDump.Builder out = ListenersConfigDump.newBuilder().setVersionInfo(listeners.version());
        listeners.fixed().stream()
                .filter(each -> names.test(((Listener) each.resource().message()).getName()))
                .forEach(each -> out.addStaticListeners(ListenersConfigDump.StaticListener.newBuilder()
                        .setListener(any(each))
                        .setLastUpdated(time(each.updatedAtMs()))));
        for (Dynamic each : listeners.dynamic()) {
            if (names.test(each.name())) {
                out.addDynamicListeners(dynamicListener(each));
            }
        }
        return out.build();
    }

    private static ListenersConfigDump.DynamicListener dynamicListener(Dynamic each) {
        ListenersConfigDump.DynamicListener.Builder out =
                ListenersConfigDump.DynamicListener.newBuilder().setName(each.name());
        each.active().ifPresent(state -> out.setActiveState(listenerState(state)));
        each.warming().ifPresent(state -> out.setWarmingState(listenerState(state)));
        each.draining().stream().findFirst().ifPresent(state -> out.setDrainingState(listenerState(state)));
        each.error().ifPresent(error -> out.setErrorState(failure(error)));
        return out.build();
    }

    private static ListenersConfigDump.DynamicListenerState listenerState(ResourceState state) {
        return ListenersConfigDump.DynamicListenerState.newBuilder()
                .setVersionInfo(state.version())
                .setListener(any(state))
                .setLastUpdated(time(state.updatedAtMs()))
                .build();
    }

    private static UpdateFailureState failure(ErrorState error) {
        return UpdateFailureState.newBuilder()
                .setFailedConfiguration(Any.pack(error.resource().message()))
                .setLastUpdateAttempt(time(error.attemptedAtMs()))
                .setDetails(error.details())
                .setVersionInfo(error.version())
                .build();
    }

    private Message routes(Predicate<String> names) {
        RoutesConfigDump.Builder out = RoutesConfigDump.newBuilder();
        listeners.fixed().forEach(each -> staticRoutes(each, names, out));
        for (Dynamic each : listeners.dynamic()) {
            each.active().ifPresent(state -> staticRoutes(state, names, out));
        }
        for (Dynamic each : routes.dynamic()) {
            each.active()
                    .filter(state -> names.test(each.name()))
                    .ifPresent(state -> out.addDynamicRouteConfigs(RoutesConfigDump.DynamicRouteConfig.newBuilder()
                            .setVersionInfo(state.version())
                            .setRouteConfig(any(state))
                            .setLastUpdated(time(state.updatedAtMs()))));
        }
        return out.build();
    }

    /** The tables that stand in a listener itself. */
    private static void staticRoutes(ResourceState state, Predicate<String> names, RoutesConfigDump.Builder out) {
        Listener listener = (Listener) state.resource().message();
        List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
        chains.add(listener.getDefaultFilterChain());
        for (FilterChain chain : chains) {
            for (Filter filter : chain.getFiltersList()) {
                if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                    HttpConnectionManager manager = unpack(filter.getTypedConfig());
                    if (manager.hasRouteConfig()
                            && names.test(manager.getRouteConfig().getName())) {
                        out.addStaticRouteConfigs(RoutesConfigDump.StaticRouteConfig.newBuilder()
                                .setRouteConfig(Any.pack(manager.getRouteConfig()))
                                .setLastUpdated(time(state.updatedAtMs())));
                    }
                }
            }
        }
    }

    private static HttpConnectionManager unpack(Any any) {
        try {
            return any.unpack(HttpConnectionManager.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a listener was accepted that cannot be read", e);
        }
    }

    private Message endpoints(Predicate<String> names) {
        EndpointsConfigDump.Builder out = EndpointsConfigDump.newBuilder();
        hosts.stream()
                .filter(each -> names.test(each.name()))
                .sorted(Comparator.comparing(DumpedHosts::name))
                .forEach(each -> {
                    Any shown = Any.pack(each.message());
                    if (each.viaApi()) {
                        out.addDynamicEndpointConfigs(EndpointsConfigDump.DynamicEndpointConfig.newBuilder()
                                .setEndpointConfig(shown));
                    } else {
                        out.addStaticEndpointConfigs(EndpointsConfigDump.StaticEndpointConfig.newBuilder()
                                .setEndpointConfig(shown));
                    }
                });
        return out.build();
    }

    private Message secrets(Predicate<String> names) {
        SecretsConfigDump.Builder out = SecretsConfigDump.newBuilder();
        for (Secret secret : bootstrap.getStaticResources().getSecretsList()) {
            if (names.test(secret.getName())) {
                out.addStaticSecrets(SecretsConfigDump.StaticSecret.newBuilder()
                        .setName(secret.getName())
                        .setSecret(Any.pack(secret)));
            }
        }
        return out.build();
    }

    private static Any any(ResourceState state) {
        return Any.pack(state.resource().message());
    }

    private static Timestamp time(long ms) {
        return Timestamps.fromMillis(ms);
    }
}
