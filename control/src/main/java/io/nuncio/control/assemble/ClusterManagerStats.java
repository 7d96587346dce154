package io.nuncio.control.assemble;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.StatStore;

/** Envoy's statistics of all clusters together, {@code cluster_manager.}; the fields are named after them. */
public final class ClusterManagerStats {

    final Counter added;
    final Counter modified;
    final Counter removed;
    private final Gauge activeClusters;
    private final Gauge warmingClusters;

    /** In {@code store}. */
    public ClusterManagerStats(StatStore store) {
        Scope scope = store.scope("cluster_manager");
        added = scope.counter("cluster_added");
        modified = scope.counter("cluster_modified");
        removed = scope.counter("cluster_removed");
        activeClusters = scope.gauge("active_clusters");
        warmingClusters = scope.gauge("warming_clusters");
        scope.counter("cluster_updated");
        scope.counter("cluster_updated_via_merge");
        scope.counter("update_merge_cancelled");
        scope.counter("update_out_of_merge_window");
    }

    void show(int active, int warming) {
        activeClusters.set(active);
        warmingClusters.set(warming);
    }
}
