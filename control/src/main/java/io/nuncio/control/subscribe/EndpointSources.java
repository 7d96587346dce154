package io.nuncio.control.subscribe;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.nuncio.control.assemble.Endpoints;
import io.nuncio.control.assemble.HostSource;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.UnavailableException;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.subscribe.xds.NamedSubscriptions;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.XdsMux;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.cluster.AssignmentTranslator;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.cluster.AssignmentSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.DiscoverySpec;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The hosts of clusters out of files that are watched, one file a cluster, or from control planes. Main thread only. */
final class EndpointSources implements HostSource, AutoCloseable {

    private static final String FIELD = "eds_cluster_config.eds_config";

    private final Ground ground;
    private final Dispatcher main;
    private final StatStore stats;
    private final CollectionSources collections;
    private final Muxes muxes;
    private final Map<XdsMux, NamedSubscriptions<ClusterLoadAssignment>> byMux = new LinkedHashMap<>();

    EndpointSources(Ground ground, ConfigRoad.Setting setting, CollectionSources collections, Muxes muxes) {
        this.ground = ground;
        this.main = setting.main();
        this.stats = setting.stats();
        this.collections = collections;
        this.muxes = muxes;
    }

    @Override
    public Runnable open(ConfiguredCluster cluster, Consumer<HostSetSpec> hosts) throws UnavailableException {
        DiscoverySpec.Eds eds = (DiscoverySpec.Eds) cluster.discovery();
        Scope scope = stats.scope("cluster." + cluster.cluster().statName());
        Endpoints endpoints = new Endpoints(eds.serviceName(), main, scope, hosts);
        Runnable end = eds.source().origin() instanceof FileSource file
                ? ofFile(file, endpoints, scope)
                : ofPlane(eds, endpoints, scope);
        return () -> {
            end.run();
            endpoints.close();
            scope.close();
        };
    }

    private Runnable ofFile(FileSource file, Endpoints endpoints, Scope scope) throws UnavailableException {
        try {
            FileSubscription<ClusterLoadAssignment, AssignmentSpec> subscription = new FileSubscription<>(
                    file,
                    collections.fileSetting(),
                    new FileSubscription.Consumer<>(
                            ClusterLoadAssignment.getDefaultInstance(),
                            message -> AssignmentTranslator.candidate(message, ground),
                            update -> take(update, endpoints)),
                    scope);
            // A file that is broken at the start keeps nobody waiting.
            subscription.start(endpoints::goOn);
            return subscription::close;
        } catch (IOException e) {
            throw new UnavailableException(
                    new Problem(FIELD + ".path_config_source.path", String.valueOf(e.getMessage())));
        }
    }

    private static Outcome take(Update<AssignmentSpec> update, Endpoints endpoints) {
        if (update.offered().isEmpty()) {
            endpoints.takeNothing();
            return new Outcome(0, 0, 0, ImmutableList.of());
        }
        Candidate<AssignmentSpec> candidate = update.offered().getFirst();
        ImmutableList<Problem> problems = update.offered().size() == 1
                ? endpoints.take(candidate)
                : ImmutableList.of(new Problem(
                        "resources",
                        "Unexpected EDS resource length: " + update.offered().size()));
        return problems.isEmpty()
                ? new Outcome(1, 0, 0, ImmutableList.of())
                : new Outcome(0, 0, 0, ImmutableList.of(new Outcome.Refusal(candidate.name(), problems)));
    }

    private Runnable ofPlane(DiscoverySpec.Eds eds, Endpoints endpoints, Scope scope) throws UnavailableException {
        XdsMux mux = muxes.find(eds.source().origin(), ResourceType.ENDPOINTS, scope)
                .orElseThrow(() -> new UnavailableException(
                        new Problem(FIELD + ".ads", "there is no dynamic_resources.ads_config")));
        NamedSubscriptions<ClusterLoadAssignment> assignments = byMux.computeIfAbsent(
                mux,
                none -> new NamedSubscriptions<>(
                        ResourceType.ENDPOINTS,
                        mux,
                        main,
                        collections.reader(
                                ClusterLoadAssignment.getDefaultInstance(), ClusterLoadAssignment::getClusterName)));
        return assignments.watch(eds.serviceName(), eds.source().initialFetchTimeoutMs(), scope, new Watcher(endpoints))
                ::close;
    }

    private final class Watcher implements NamedSubscriptions.Watcher<ClusterLoadAssignment> {
        private final Endpoints endpoints;

        Watcher(Endpoints endpoints) {
            this.endpoints = endpoints;
        }

        @Override
        public ImmutableList<Problem> onResource(ClusterLoadAssignment message, NamedSubscriptions.Version version) {
            return endpoints.take(AssignmentTranslator.candidate(message, ground));
        }

        @Override
        public void onTimeout() {
            endpoints.goOn();
        }
    }

    @Override
    public void close() {
        byMux.values().forEach(NamedSubscriptions::close);
    }
}
