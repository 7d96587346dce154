package io.nuncio.proxy.upstream;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import io.nuncio.proxy.spi.HostQuery;
import io.nuncio.proxy.spi.HttpQuery;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.RequestStats;
import io.nuncio.proxy.spi.TcpAnswers;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import org.jspecify.annotations.Nullable;

/** One cluster on one loop: its balancer, renewed when the hosts change. */
final class LocalCluster implements UpstreamCluster {

    private final Clusters clusters;
    private final SharedCluster shared;
    private final HttpPools pools;
    private @Nullable HostSet seen;
    private @Nullable PriorityBalancer balancer;

    LocalCluster(Clusters clusters, SharedCluster shared) {
        this.clusters = clusters;
        this.shared = shared;
        this.pools = new HttpPools(clusters, shared);
    }

    /** The cluster is gone: what waits is served, what runs ends, then nothing is left. */
    void drain() {
        pools.drain();
    }

    /** Hosts may have come or gone. */
    void refresh() {
        hosts();
    }

    @SuppressWarnings("ReferenceEquality") // a cluster that was configured anew is another one
    boolean isOf(@Nullable SharedCluster other) {
        return shared == other;
    }

    @Override
    public ClusterSpec spec() {
        return shared.spec();
    }

    @Override
    public Counter counter(String name) {
        return shared.scope().counter(name);
    }

    @Override
    public Scope stats() {
        return shared.scope();
    }

    @Override
    public @Nullable Pending newHttpStream(HttpQuery query, UpstreamAnswers answers) {
        Host host = clusters.closed() ? null : choose(query);
        if (host == null) {
            shared.stats().cxNoneHealthy.inc();
            answers.onFailure(PoolFailure.NO_HOST, "", null);
            return null;
        }
        HttpPool pool = pools.of(host, query.highPriority());
        if (pool == null) {
            answers.onFailure(PoolFailure.NO_HOST, "", null);
            return null;
        }
        return pool.newStream(host, answers);
    }

    @Override
    public boolean tryAcquireRetry(boolean highPriority) {
        return breakers(highPriority).tryAcquireRetry();
    }

    @Override
    public void releaseRetry(boolean highPriority) {
        breakers(highPriority).retries.release();
    }

    @Override
    public RequestStats requests() {
        return shared.requests();
    }

    private Breakers breakers(boolean highPriority) {
        return highPriority ? shared.highBreakers() : shared.breakers();
    }

    @Override
    public @Nullable Pending newTcpConnection(HostQuery query, TcpAnswers answers) {
        Breakers breakers = shared.breakers();
        ClusterStats stats = shared.stats();
        if (!breakers.connections.hasRoom()) {
            stats.cxOverflow.inc();
            answers.onFailure(PoolFailure.OVERFLOW, "", null);
            return null;
        }
        Host host = clusters.current(shared) ? choose(query) : null;
        if (host == null) {
            stats.cxNoneHealthy.inc();
            answers.onFailure(PoolFailure.NO_HOST, "", null);
            return null;
        }
        if (!breakers.pending.tryAcquire()) {
            stats.rqPendingOverflow.inc();
            answers.onFailure(PoolFailure.OVERFLOW, "", host);
            return null;
        }
        if (!breakers.connections.tryAcquire()) {
            breakers.pending.release();
            stats.cxOverflow.inc();
            answers.onFailure(PoolFailure.OVERFLOW, "", host);
            return null;
        }
        TcpClient client = new TcpClient(clusters, shared, host, answers);
        client.connect();
        return client;
    }

    private @Nullable Host choose(HostQuery query) {
        hosts();
        return balancer == null ? null : balancer.choose(query);
    }

    /** Looks whether there are other hosts than before. */
    @SuppressWarnings("ReferenceEquality") // another host set, not an equal one
    private void hosts() {
        HostSet now = shared.hosts().getOrNull();
        if (now != null && now != seen) {
            seen = now;
            balancer = new PriorityBalancer(
                    shared.spec().policy(), now, clusters.random(), shared.stats().healthyPanic, balancer);
            pools.retain(now);
        }
    }
}
