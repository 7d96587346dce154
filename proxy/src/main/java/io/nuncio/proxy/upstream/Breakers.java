package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.RetryBudget;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import org.jspecify.annotations.Nullable;

/** The circuit breakers of one priority of a cluster. */
@AnyThread
public final class Breakers {

    private static final double PERCENT = 100;

    public final Breaker connections;
    public final Breaker pending;
    public final Breaker requests;
    public final Breaker retries;
    public final Breaker pools;

    private final @Nullable RetryBudget retryBudget;

    Breakers(Thresholds thresholds, Scope scope) {
        boolean remaining = thresholds.trackRemaining();
        retryBudget = thresholds.retryBudget().orElse(null);
        connections = breaker(thresholds.connectionsMax(), scope, "cx_open", remaining ? "remaining_cx" : "");
        pending = breaker(thresholds.pendingMax(), scope, "rq_pending_open", remaining ? "remaining_pending" : "");
        requests = breaker(thresholds.requestsMax(), scope, "rq_open", remaining ? "remaining_rq" : "");
        if (remaining && retryBudget != null) {
            scope.gauge(
                    "remaining_retries", Gauge.ImportMode.ACCUMULATE); // stays zero: what remains changes all the time
        }
        retries = breaker(
                thresholds.retriesMax(),
                scope,
                "rq_retry_open",
                remaining && retryBudget == null ? "remaining_retries" : "");
        pools = breaker(thresholds.poolsMax(), scope, "cx_pool_open", remaining ? "remaining_cx_pools" : "");
    }

    /** Takes one retry if there is one left: of the budget, if there is one; who got it gives it back once. */
    boolean tryAcquireRetry() {
        if (retryBudget == null) {
            return retries.tryAcquire();
        }
        long active = requests.budget().inUse() + pending.budget().inUse();
        long max = Math.max((long) (retryBudget.percent() / PERCENT * active), retryBudget.retriesMin());
        if (retries.budget().inUse() >= max) {
            return false;
        }
        retries.acquireRegardless();
        return true;
    }

    private static Breaker breaker(long max, Scope scope, String open, String remaining) {
        return new Breaker(
                max,
                scope.gauge(open, Gauge.ImportMode.ACCUMULATE),
                remaining.isEmpty() ? null : scope.gauge(remaining, Gauge.ImportMode.ACCUMULATE));
    }
}
