package io.nuncio.control.subscribe;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.nuncio.control.assemble.ClusterAssembly;
import io.nuncio.control.assemble.ClusterManagerStats;
import io.nuncio.control.assemble.HostSource;
import io.nuncio.control.assemble.HostSources;
import io.nuncio.control.assemble.ListenerAssembly;
import io.nuncio.control.assemble.ListenerManagerStats;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.RouteAssembly;
import io.nuncio.control.assemble.UnavailableException;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.dump.SourceStatus;
import io.nuncio.control.health.dns.DnsHosts;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.publish.ListenerPublisher;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.publish.RoutePublisher;
import io.nuncio.control.publish.WorkerPort;
import io.nuncio.control.subscribe.xds.ResourceType;
import io.nuncio.control.subscribe.xds.Subscription;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.bootstrap.StaticConfiguration;
import io.nuncio.control.translate.cluster.ClusterTranslator;
import io.nuncio.control.translate.listener.ListenerTranslator;
import io.nuncio.kernel.slot.Slot;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.bootstrap.DynamicSourcesSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.upstream.ClusterMap;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole road of a config change, from its sources to the workers: one object a proxy. Main thread only.
 *
 * <p>The order of a start: the bootstrap's clusters, the bootstrap's listeners (which so learn whether they can bind), the
 * file of clusters, then, when all clusters are warm, the file of listeners, then the workers begin to accept.
 */
public final class ConfigRoad implements AutoCloseable {

    /** Where there is nothing to wait for. */
    private static final Subscription NO_SOURCE = new Subscription() {
        @Override
        public void start(Runnable whenInitialised) {
            whenInitialised.run();
        }

        @Override
        public SourceStatus status() {
            return new SourceStatus("", "", 0, Optional.empty());
        }

        @Override
        public void close() {}
    };

    private final Setting setting;
    private final Publisher publisher;
    private final ClusterAssembly clusters;
    private final RouteSources routeSources;
    private final RouteAssembly routes;
    private final ListenerAssembly listeners;
    private @Nullable CollectionSources collections;
    private final HostSource dns;
    private @Nullable Muxes muxes;
    private @Nullable EndpointSources endpoints;
    private Subscription clusterSource = NO_SOURCE;
    private boolean initialised;

    /**
     * What the road runs on.
     *
     * @param main main's dispatcher; the caller is its thread, or it has not begun
     * @param slots of the proxy; the workers are registered
     * @param clusterMap the slot that the workers' clusters read
     * @param workers the ports of the workers, which need not have begun
     * @param stats the stats of the proxy
     * @param hostStats the stats of single hosts, which only the admin shows
     * @param options what the command line says
     */
    public record Setting(
            Dispatcher main,
            Slots slots,
            Slot<ClusterMap> clusterMap,
            ImmutableList<WorkerPort> workers,
            StatStore stats,
            StatStore hostStats,
            Options options) {}

    /**
     * What the command line says of it.
     *
     * @param drainMs how long the connections of what is replaced or removed may go on ({@code --drain-time-s})
     * @param dynamicFields what becomes of fields in later updates that this version does not know
     */
    public record Options(long drainMs, UnknownFields dynamicFields) {
        /** Envoy's default of {@code --drain-time-s}. */
        public static final long DRAIN_DEFAULT_MS = 600_000;
    }

    /** A road without configuration. */
    public ConfigRoad(Setting setting) {
        this.setting = setting;
        this.publisher = new Publisher(
                setting.slots(), setting.clusterMap(), setting.workers(), setting.stats(), setting.hostStats());
        this.clusters = new ClusterAssembly(publisher, this::hosts, new ClusterManagerStats(setting.stats()));
        this.dns = DnsHosts.overTheNetwork(setting.main(), setting.stats(), new SplittableRandom());
        this.routeSources = new RouteSources(setting.main());
        this.routes = new RouteAssembly(new RoutePublisher(setting.slots()), routeSources);
        this.listeners = new ListenerAssembly(
                setting.main(),
                new ListenerPublisher(setting.main(), setting.slots(), setting.workers(), setting.stats()),
                routes,
                new ListenerManagerStats(setting.stats()),
                setting.options().drainMs());
    }

    /**
     * Takes the bootstrap, then what its sources give, then has the workers accept. Once.
     *
     * @param serving runs on main when all workers accept
     * @return why the process must not go on; empty if all is well
     */
    public ImmutableList<Problem> start(StaticConfiguration configuration, Runnable serving) {
        if (configuration.bootstrap().value().isEmpty()) {
            return configuration.bootstrap().errors();
        }
        DynamicSourcesSpec sources = configuration.bootstrap().value().get().sources();
        Muxes talks = new Muxes(setting.main(), configuration.node(), publisher, sources.ads(), setting.stats());
        muxes = talks;
        CollectionSources collections = new CollectionSources(setting, talks);
        this.collections = collections;
        endpoints = new EndpointSources(configuration.ground(), setting, collections, talks);
        long nowMs = setting.main().wallClockMs();
        ImmutableList.Builder<Problem> errors = ImmutableList.builder();
        add("cluster", clusters.apply(Update.fixed(nowMs, configuration.clusters())), errors);
        add("listener", listeners.apply(Update.fixed(nowMs, configuration.listeners())), errors);
        ImmutableList<Problem> missing = SourceFiles.missing(sources);
        if (!missing.isEmpty()) {
            return errors.addAll(missing).build();
        }
        Ground ground = configuration.ground();
        try {
            Subscription cds = open(
                    sources.clusters(),
                    () -> clusterKind(ofSource(sources.clusters(), ground)),
                    "cluster_manager.cds",
                    collections);
            Subscription lds = open(
                    sources.listeners(),
                    () -> listenerKind(ofSource(sources.listeners(), ground).with(clusters::has)),
                    "listener_manager.lds",
                    collections);
            clusterSource = cds;
            ImmutableList<Problem> found = errors.build();
            if (found.isEmpty()) {
                begin(cds, lds, () -> routeSources.begin(collections, talks, ground.with(clusters::has)), serving);
            }
            return found;
        } catch (IOException e) {
            return errors.add(new Problem("dynamic_resources", String.valueOf(e.getMessage())))
                    .build();
        }
    }

    private Runnable hosts(ConfiguredCluster cluster, Consumer<HostSetSpec> told) throws UnavailableException {
        return new HostSources(dns, Objects.requireNonNull(endpoints, "not started")).open(cluster, told);
    }

    /** Who writes a file can mend it; a control plane sends what it sends. */
    private static Ground ofSource(Optional<ConfigSourceSpec> source, Ground ground) {
        return source.flatMap(ConfigSourceSpec::file).isPresent() ? ground : ground.keeping();
    }

    /** One after the other: who is named comes before who names it. */
    private void begin(Subscription cds, Subscription lds, Runnable askForRoutes, Runnable serving) {
        clusters.whenPrimariesWarm(() -> {
            Objects.requireNonNull(muxes).start();
            cds.start(() -> clusters.whenWarm(() -> {
                initialised = true;
                askForRoutes.run();
                lds.start(() -> listeners.whenWarm(() -> listeners.startWorkers(serving)));
            }));
        });
    }

    private <M extends Message, T> Subscription open(
            Optional<ConfigSourceSpec> source,
            Supplier<CollectionSources.Kind<M, T>> kind,
            String prefix,
            CollectionSources collections)
            throws IOException {
        return source.isPresent()
                ? collections.open(source.get(), kind.get(), setting.stats().scope(prefix))
                : NO_SOURCE;
    }

    private CollectionSources.Kind<Cluster, ConfiguredCluster> clusterKind(Ground ground) {
        Scope scope = setting.stats().scope("cluster_manager.cds");
        Counter reloads = scope.counter("config_reload");
        Gauge reloadedAtMs = scope.gauge("config_reload_time_ms");
        return new CollectionSources.Kind<>(
                ResourceType.CLUSTERS,
                Cluster.getDefaultInstance(),
                Cluster::getName,
                message -> ClusterTranslator.candidate(message, "", ground),
                update -> {
                    Outcome outcome = clusters.apply(update);
                    if (outcome.accepted() && outcome.changed() > 0) {
                        reloads.inc();
                        reloadedAtMs.set(update.receivedAtMs());
                    }
                    holdUntilWarm();
                    return outcome;
                });
    }

    /**
     * A control plane that hears nothing of its clusters yet holds back the routes that name them: so clusters are
     * acknowledged when they are warm, as in Envoy.
     */
    private void holdUntilWarm() {
        if (initialised && clusters.warming()) {
            clusterSource.pause();
            clusters.whenWarm(clusterSource::resume);
        }
    }

    private CollectionSources.Kind<Listener, ListenerSpec> listenerKind(Ground ground) {
        return new CollectionSources.Kind<>(
                ResourceType.LISTENERS,
                Listener.getDefaultInstance(),
                Listener::getName,
                message -> ListenerTranslator.candidate(message, "", ground),
                listeners::apply);
    }

    private static void add(String kind, Outcome outcome, ImmutableList.Builder<Problem> errors) {
        for (Outcome.Refusal refusal : outcome.errors()) {
            for (Problem problem : refusal.problems()) {
                String path = problem.path().startsWith("static_resources")
                        ? problem.path()
                        : kind + " '" + refusal.name() + "' " + problem.path();
                errors.add(new Problem(path, problem.reason()));
            }
        }
    }

    /** The clusters as published, for the admin. */
    public Publisher published() {
        return publisher;
    }

    /** The clusters' assembly. */
    public ClusterAssembly clusters() {
        return clusters;
    }

    /** The assembly of routes. */
    public RouteAssembly routes() {
        return routes;
    }

    /** The listeners' assembly. */
    public ListenerAssembly listeners() {
        return listeners;
    }

    /** How each source besides the bootstrap fares. */
    public ImmutableList<SourceStatus> sources() {
        return collections == null
                ? ImmutableList.of()
                : collections.opened().stream().map(Subscription::status).collect(ImmutableList.toImmutableList());
    }

    /**
     * Takes everything back from the workers, which must still run if they have begun.
     *
     * @param done runs on main when nothing is published any more and every socket is closed
     */
    public void end(Runnable done) {
        close();
        listeners.end(() -> {
            publisher.together(() -> publisher
                    .clusters()
                    .forEach(each -> publisher.removeCluster(each.spec().name())));
            done.run();
        });
    }

    /** No more updates come, and no drain ends. What is published stays until the slots end. */
    @Override
    public void close() {
        clusters.close();
        if (endpoints != null) {
            endpoints.close();
        }
        routeSources.close();
        if (muxes != null) {
            muxes.close();
        }
        if (collections != null) {
            collections.close();
        }
        listeners.close();
    }
}
