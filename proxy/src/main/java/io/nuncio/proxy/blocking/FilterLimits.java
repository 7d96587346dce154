package io.nuncio.proxy.blocking;

import io.nuncio.filter.thread.AnyThread;

/**
 * What one blocking filter may use.
 *
 * @param concurrentMax requests in it at once, over all workers
 * @param failOpen whether a request above that passes by the filter instead of being answered with 503
 * @param stuckAfterMs how long it may own a stream before it is reported with its stack
 * @param budgetMs how long it may own a stream before the stream ends with 500
 * @param onWorker whether its threads run on the worker's own loop, which saves hops and does not bear long computing
 */
@AnyThread
public record FilterLimits(long concurrentMax, boolean failOpen, long stuckAfterMs, long budgetMs, boolean onWorker) {

    /** Envoy's default of requests to one cluster, times ten: a bulkhead, not a throttle. */
    public static final long CONCURRENT_MAX = 10_240;

    /** A human notices. */
    public static final long STUCK_AFTER_MS = 10_000;

    /** Nobody waits that long for a computation. */
    public static final long BUDGET_MS = 60_000;

    /** What holds where nothing is configured. */
    public static final FilterLimits DEFAULT =
            new FilterLimits(CONCURRENT_MAX, false, STUCK_AFTER_MS, BUDGET_MS, false);
}
