package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.nuncio.control.dump.ConfigDump;
import io.nuncio.control.dump.DumpedHosts;
import io.nuncio.control.dump.DumpedParts;
import io.nuncio.control.dump.ResourceDump;
import io.nuncio.control.subscribe.ConfigRoad;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.cluster.HostSetSpec;
import io.nuncio.proxy.upstream.Host;
import io.nuncio.proxy.upstream.SharedCluster;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the admin shows of the configuration and of what came of it. */
@OnMain
final class Dumps {

    private final ConfigRoad road;

    Dumps(ConfigRoad road) {
        this.road = road;
    }

    /** As {@code /config_dump} shows it. */
    ConfigDump of(Bootstrap bootstrap, long startedMs) {
        return new ConfigDump(new DumpedParts(
                bootstrap, startedMs, road.clusters().dump(), road.listeners().dump(), routes(), hosts()));
    }

    /** The tables that came on their own, in force. */
    private ResourceDump routes() {
        ImmutableList<ResourceDump.Dynamic> tables = road.routes().states().stream()
                .map(state -> new ResourceDump.Dynamic(
                        ((RouteConfiguration) state.resource().message()).getName(),
                        Optional.of(state),
                        Optional.empty(),
                        ImmutableList.of(),
                        Optional.empty()))
                .collect(ImmutableList.toImmutableList());
        return new ResourceDump("", ImmutableList.of(), tables);
    }

    /** What warms, by who waits for it. */
    ImmutableListMultimap<String, String> warming() {
        ImmutableListMultimap.Builder<String, String> out = ImmutableListMultimap.builder();
        for (ResourceDump.Dynamic each : road.clusters().dump().dynamic()) {
            each.warming().ifPresent(state -> out.put("init manager ClusterManager", "target Cluster " + each.name()));
        }
        for (ResourceDump.Dynamic each : road.listeners().dump().dynamic()) {
            each.warming().ifPresent(state -> out.put("init manager Server", "target Listener " + each.name()));
        }
        return out.build();
    }

    /** The names of the clusters that came after the bootstrap. */
    Set<String> clustersViaApi() {
        Set<String> names = new HashSet<>();
        road.clusters().dump().dynamic().forEach(each -> names.add(each.name()));
        return names;
    }

    /** What the hosts of clusters are asked for by, where a service names them and the configuration says so. */
    ImmutableMap<String, String> edsServiceNames() {
        ImmutableMap.Builder<String, String> out = ImmutableMap.builder();
        ResourceDump dump = road.clusters().dump();
        dump.fixed().forEach(each -> edsServiceName((Cluster) each.resource().message(), out));
        dump.dynamic()
                .forEach(each -> each.active()
                        .ifPresent(state ->
                                edsServiceName((Cluster) state.resource().message(), out)));
        return out.buildKeepingLast();
    }

    private static void edsServiceName(Cluster cluster, ImmutableMap.Builder<String, String> out) {
        String service = cluster.getEdsClusterConfig().getServiceName();
        if (!service.isEmpty()) {
            out.put(cluster.getName(), service);
        }
    }

    private ImmutableList<DumpedHosts> hosts() {
        Set<String> viaApi = clustersViaApi();
        ImmutableMap<String, String> services = edsServiceNames();
        ImmutableList.Builder<DumpedHosts> out = ImmutableList.builder();
        for (SharedCluster cluster : road.published().clusters()) {
            String name = cluster.spec().name();
            out.add(new DumpedHosts(
                    Optional.ofNullable(services.get(name)).orElse(name),
                    viaApi.contains(name),
                    HostSetSpec.OVERPROVISIONING_DEFAULT_PERCENT,
                    cluster.published().all().stream().map(Host::spec).collect(ImmutableList.toImmutableList())));
        }
        return out.build();
    }
}
