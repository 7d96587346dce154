package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.proxy.upstream.Host;
import io.nuncio.proxy.upstream.HostStats;
import io.nuncio.proxy.upstream.SharedCluster;
import io.nuncio.server.admin.AdminSubject.ClusterStatus;
import io.nuncio.server.admin.AdminSubject.HostStatus;
import java.util.List;
import java.util.Set;

/** What the admin shows of clusters. */
final class ClusterStatuses {

    private ClusterStatuses() {}

    static ImmutableList<ClusterStatus> of(List<SharedCluster> clusters, Dumps dumps) {
        Set<String> viaApi = dumps.clustersViaApi();
        ImmutableMap<String, String> services = dumps.edsServiceNames();
        return clusters.stream()
                .map(each -> of(
                        each,
                        viaApi.contains(each.spec().name()),
                        services.getOrDefault(each.spec().name(), "")))
                .collect(ImmutableList.toImmutableList());
    }

    private static ClusterStatus of(SharedCluster cluster, boolean viaApi, String edsServiceName) {
        return new ClusterStatus(
                cluster.spec().name(),
                cluster.spec().statName(),
                cluster.spec().breakers(),
                viaApi,
                edsServiceName,
                cluster.published().all().stream().map(ClusterStatuses::of).collect(ImmutableList.toImmutableList()));
    }

    private static HostStatus of(Host host) {
        HostStats stats = host.stats();
        HostSpec spec = host.spec();
        return new HostStatus(
                spec,
                ImmutableMap.of(
                        "cx_connect_fail", stats.cxConnectFail.value(),
                        "cx_total", stats.cxTotal.value(),
                        "rq_error", stats.rqError.value(),
                        "rq_success", stats.rqSuccess.value(),
                        "rq_timeout", stats.rqTimeout.value(),
                        "rq_total", stats.rqTotal.value()),
                ImmutableMap.of(
                        "cx_active",
                        stats.cxActive.value(),
                        "rq_active",
                        stats.rqActive.value(),
                        "rq_pending_active",
                        0L));
    }
}
