package io.nuncio.proxy.upstream;

import io.nuncio.filter.AnyThread;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;

/** The circuit breakers of one priority of a cluster. */
@AnyThread
public final class Breakers {

    public final Breaker connections;
    public final Breaker pending;
    public final Breaker requests;
    public final Breaker retries;
    public final Breaker pools;

    Breakers(Thresholds thresholds, Scope scope) {
        connections = new Breaker(thresholds.connectionsMax(), scope.gauge("cx_open"));
        pending = new Breaker(thresholds.pendingMax(), scope.gauge("rq_pending_open"));
        requests = new Breaker(thresholds.requestsMax(), scope.gauge("rq_open"));
        retries = new Breaker(thresholds.retriesMax(), scope.gauge("rq_retry_open"));
        pools = new Breaker(thresholds.poolsMax(), scope.gauge("cx_pool_open"));
    }
}
