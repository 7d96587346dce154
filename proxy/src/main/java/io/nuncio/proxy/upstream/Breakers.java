package io.nuncio.proxy.upstream;

import io.nuncio.filter.AnyThread;
import io.nuncio.kernel.stats.Gauge;
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
        boolean remaining = thresholds.trackRemaining();
        connections = breaker(thresholds.connectionsMax(), scope, "cx_open", remaining ? "remaining_cx" : "");
        pending = breaker(thresholds.pendingMax(), scope, "rq_pending_open", remaining ? "remaining_pending" : "");
        requests = breaker(thresholds.requestsMax(), scope, "rq_open", remaining ? "remaining_rq" : "");
        retries = breaker(thresholds.retriesMax(), scope, "rq_retry_open", remaining ? "remaining_retries" : "");
        pools = breaker(thresholds.poolsMax(), scope, "cx_pool_open", remaining ? "remaining_cx_pools" : "");
    }

    private static Breaker breaker(long max, Scope scope, String open, String remaining) {
        return new Breaker(
                max,
                scope.gauge(open, Gauge.ImportMode.ACCUMULATE),
                remaining.isEmpty() ? null : scope.gauge(remaining, Gauge.ImportMode.ACCUMULATE));
    }
}
