package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.DynamicResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.ConfigSources;
import io.nuncio.control.translate.ControlPlanes;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Translation;
import io.nuncio.control.translate.TranslationSession;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.cluster.ClusterTranslator;
import io.nuncio.control.translate.listener.ListenerTranslator;
import io.nuncio.proxy.spec.ConfigSourceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.bootstrap.BootstrapSpec;
import io.nuncio.proxy.spec.bootstrap.ClusterManagerSpec;
import io.nuncio.proxy.spec.bootstrap.DynamicSourcesSpec;
import io.nuncio.proxy.spec.bootstrap.NodeSpec;
import io.nuncio.proxy.spec.bootstrap.ProcessSpec;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import io.nuncio.proxy.spec.cluster.HostSpec.Locality;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Envoy's {@code Bootstrap} to {@link BootstrapSpec}, and to the first listeners and clusters. */
public final class BootstrapTranslator {

    private static final String GOOGLE_RE2 = "envoy.extensions.regex_engines.v3.GoogleRE2";
    private static final String INTERNAL_LISTENERS = "envoy.extensions.bootstrap.internal_listener.v3.InternalListener";

    private BootstrapTranslator() {}

    /**
     * Reads {@code message}. Its listeners and clusters are handed out unread.
     *
     * @param ground what the readings share; the runtime in it is replaced by that of the bootstrap
     */
    public static StaticConfiguration translate(Bootstrap message, Ground ground) {
        TranslationSession session = new TranslationSession(ground);
        Place place = session.place("");
        place.refuseUnsupported(message);
        RuntimeSpec runtime = RuntimeTranslator.read(message.getLayeredRuntime(), place.at("layered_runtime"));
        BootstrapSpec spec = new BootstrapSpec(
                node(message.getNode()),
                AdminTranslator.read(message, place),
                WatchdogTranslator.read(message, place),
                StatsTranslator.read(message, place),
                sources(message, place),
                runtime,
                OverloadTranslator.read(message.getOverloadManager(), runtime, place.at("overload_manager")),
                clusterManager(message, place),
                process(message, place));
        Set<String> names = new HashSet<>();
        Ground own = ground.with(runtime).with(names::contains);
        ImmutableList.Builder<Candidate<ConfiguredCluster>> clusters = ImmutableList.builder();
        for (int i = 0; i < message.getStaticResources().getClustersCount(); i++) {
            Place at = place.at("static_resources").at("clusters", i);
            Candidate<ConfiguredCluster> candidate = ClusterTranslator.candidate(
                    message.getStaticResources().getClusters(i),
                    at.path(),
                    leadsToPlane(message.getStaticResources().getClusters(i), spec.sources()) ? own.keeping() : own);
            if (names.add(candidate.name())) {
                clusters.add(candidate);
            } else {
                at.error("name", "there is another cluster '" + candidate.name() + "' before this one");
            }
        }
        ImmutableList.Builder<Candidate<ListenerSpec>> listeners = ImmutableList.builder();
        for (int i = 0; i < message.getStaticResources().getListenersCount(); i++) {
            listeners.add(ListenerTranslator.candidate(
                    message.getStaticResources().getListeners(i),
                    place.at("static_resources").at("listeners", i).path(),
                    own));
        }
        Translation<BootstrapSpec> translation = session.finish(spec);
        return new StaticConfiguration(translation, message.getNode(), own, clusters.build(), listeners.build());
    }

    private static NodeSpec node(Node message) {
        return new NodeSpec(
                message.getId(),
                message.getCluster(),
                new Locality(
                        message.getLocality().getRegion(),
                        message.getLocality().getZone(),
                        message.getLocality().getSubZone(),
                        0),
                json(message.getMetadata()));
    }

    private static DynamicSourcesSpec sources(Bootstrap message, Place place) {
        DynamicResources dynamic = message.getDynamicResources();
        if (dynamic.hasLdsConfig() || dynamic.hasCdsConfig() || dynamic.hasAdsConfig()) {
            // Envoy asks for them even where the source is a file.
            if (message.getNode().getId().isEmpty()) {
                place.error("node.id", "dynamic_resources need it (or --service-node)");
            }
            if (message.getNode().getCluster().isEmpty()) {
                place.error("node.cluster", "dynamic_resources need it (or --service-cluster)");
            }
        }
        Place at = place.at("dynamic_resources");
        Optional<ControlPlaneSpec> ads = dynamic.hasAdsConfig()
                ? Optional.ofNullable(ControlPlanes.read(dynamic.getAdsConfig(), at.at("ads_config")))
                : Optional.empty();
        ads.ifPresent(plane -> checkCluster(plane, message, at.at("ads_config")));
        return new DynamicSourcesSpec(
                source(dynamic.hasLdsConfig(), dynamic.getLdsConfig(), message, at.at("lds_config")),
                source(dynamic.hasCdsConfig(), dynamic.getCdsConfig(), message, at.at("cds_config")),
                ads);
    }

    /** Whether a control plane is reached by it: that connection can be made secure, others cannot yet. */
    private static boolean leadsToPlane(Cluster cluster, DynamicSourcesSpec sources) {
        Stream<ControlPlaneSpec> own = Stream.of(sources.clusters(), sources.listeners())
                .flatMap(Optional::stream)
                .map(ConfigSourceSpec::origin)
                .filter(ControlPlaneSpec.class::isInstance)
                .map(ControlPlaneSpec.class::cast);
        return Stream.concat(own, sources.ads().stream())
                .anyMatch(plane -> plane.service().target() instanceof ControlPlaneSpec.EnvoyGrpc target
                        && target.cluster().equals(cluster.getName()));
    }

    private static Optional<ConfigSourceSpec> source(
            boolean given, ConfigSource source, Bootstrap message, Place place) {
        ConfigSourceSpec read = given ? ConfigSources.read(source, place) : null;
        if (read == null) {
            return Optional.empty();
        }
        switch (read.origin()) {
            case ConfigSourceSpec.Ads ignored -> {
                if (!message.getDynamicResources().hasAdsConfig()) {
                    place.error("ads", "there is no dynamic_resources.ads_config");
                }
            }
            case ConfigSourceSpec.Self ignored -> place.error("self", "nobody has sent a bootstrap");
            case ControlPlaneSpec plane -> checkCluster(plane, message, place.at("api_config_source"));
            case FileSource ignored -> {}
        }
        return Optional.of(read);
    }

    /** What a control plane is reached by must be there before the control plane says anything. */
    private static void checkCluster(ControlPlaneSpec plane, Bootstrap message, Place place) {
        if (!(plane.service().target() instanceof ControlPlaneSpec.EnvoyGrpc target)) {
            return;
        }
        boolean known = message.getStaticResources().getClustersList().stream()
                .anyMatch(cluster ->
                        cluster.getName().equals(target.cluster()) && cluster.getType() != Cluster.DiscoveryType.EDS);
        if (!known) {
            place.error(
                    "grpc_services[0].envoy_grpc.cluster_name",
                    "must have a statically defined non-EDS cluster: '" + target.cluster()
                            + "' does not exist, was added via api, or is an EDS cluster");
        }
    }

    private static ClusterManagerSpec clusterManager(Bootstrap message, Place place) {
        String local = message.getClusterManager().getLocalClusterName();
        boolean known = message.getStaticResources().getClustersList().stream()
                .anyMatch(cluster -> cluster.getName().equals(local));
        if (!local.isEmpty() && !known) {
            place.error("cluster_manager.local_cluster_name", "there is no static cluster '" + local + "'");
        }
        String log = message.getClusterManager().getOutlierDetection().getEventLogPath();
        return new ClusterManagerSpec(given(local), given(log));
    }

    private static ProcessSpec process(Bootstrap message, Place place) {
        if (message.hasDefaultRegexEngine()) {
            String type =
                    typeName(message.getDefaultRegexEngine().getTypedConfig().getTypeUrl());
            if (!type.equals(GOOGLE_RE2)) {
                place.error("default_regex_engine", "there is no engine but " + GOOGLE_RE2);
            }
        }
        for (int i = 0; i < message.getBootstrapExtensionsCount(); i++) {
            String type =
                    typeName(message.getBootstrapExtensions(i).getTypedConfig().getTypeUrl());
            if (!type.equals(INTERNAL_LISTENERS)) {
                place.at("bootstrap_extensions", i).error("there is no bootstrap extension of the type " + type);
            }
        }
        Bootstrap.ApplicationLogConfig.LogFormat format =
                message.getApplicationLogConfig().getLogFormat();
        ProcessSpec.LogFormat log = new ProcessSpec.LogFormat(
                format.hasTextFormat() ? Optional.of(format.getTextFormat()) : Optional.empty(),
                format.hasJsonFormat() ? Optional.of(json(format.getJsonFormat())) : Optional.empty());
        return new ProcessSpec(
                message.getHeaderPrefix().isEmpty() ? ProcessSpec.HEADER_PREFIX_DEFAULT : message.getHeaderPrefix(),
                given(message.getFlagsPath()),
                message.getEnableDispatcherStats(),
                log);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String typeName(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Canonical JSON: keys sorted, no blanks. */
    static String json(Struct message) {
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .sortingMapKeys()
                    .print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a Struct holds no Any that could be unknown", e);
        }
    }
}
