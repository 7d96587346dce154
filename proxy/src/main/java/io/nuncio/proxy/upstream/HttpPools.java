package io.nuncio.proxy.upstream;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP pools of one cluster on one loop: one for each host in use and each priority. */
final class HttpPools {

    private final Clusters clusters;
    private final SharedCluster cluster;

    /** By what stays the same when a host is published anew. */
    private final IdentityHashMap<HostStats, HttpPool> normal = new IdentityHashMap<>();

    private final IdentityHashMap<HostStats, HttpPool> high = new IdentityHashMap<>();

    HttpPools(Clusters clusters, SharedCluster cluster) {
        this.clusters = clusters;
        this.cluster = cluster;
    }

    Clusters clusters() {
        return clusters;
    }

    SharedCluster cluster() {
        return cluster;
    }

    /** The pool of a host; null if there may be no more pools, or if the cluster is gone. */
    @Nullable
    HttpPool of(Host host, boolean highPriority) {
        IdentityHashMap<HostStats, HttpPool> pools = highPriority ? high : normal;
        HttpPool pool = pools.get(host.stats());
        if (pool != null) {
            return pool;
        }
        if (!clusters.current(cluster)) {
            return null;
        }
        Breakers breakers = highPriority ? cluster.highBreakers() : cluster.breakers();
        if (!breakers.pools.tryAcquire()) {
            cluster.stats().cxPoolOverflow.inc();
            return null;
        }
        pool = new HttpPool(this, host, highPriority);
        pools.put(host.stats(), pool);
        cluster.hold();
        return pool;
    }

    /** Drains the pools of hosts that are gone. */
    void retain(HostSet hosts) {
        if (normal.isEmpty() && high.isEmpty()) {
            return;
        }
        IdentityHashMap<HostStats, Host> known = new IdentityHashMap<>();
        hosts.all().forEach(host -> known.put(host.stats(), host));
        for (HttpPool pool : all()) {
            if (!known.containsKey(pool.host().stats())) {
                pool.drain();
            }
        }
    }

    /** Drains all: the cluster is gone. */
    void drain() {
        all().forEach(HttpPool::drain);
    }

    /** Lets go of a pool with nothing in it. */
    void closeIfIdle(HttpPool pool) {
        if (!pool.idle()) {
            return;
        }
        IdentityHashMap<HostStats, HttpPool> pools = pool.highPriority() ? high : normal;
        if (pools.remove(pool.host().stats(), pool)) {
            pool.breakers().pools.release();
            pool.forget();
            cluster.release();
        }
    }

    private List<HttpPool> all() {
        List<HttpPool> all = new ArrayList<>(normal.values());
        all.addAll(high.values());
        return all;
    }
}
