package io.nuncio.proxy.router;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spi.ResponseCounters;

/**
 * What is counted of requests that stand together because of their virtual cluster, or of their route's
 * {@code stat_prefix}; the fields are named after Envoy's statistics.
 */
@AnyThread
final class GroupStats {

    final Counter rqRetry;
    final Counter rqRetryLimitExceeded;
    final Counter rqRetryOverflow;
    final Counter rqRetrySuccess;
    final Counter rqTimeout;
    final Counter rqTotal;
    final ResponseCounters responses;

    /**
     * @param scope {@code vhost.}
     * @param name of the group below it, with its dot
     */
    GroupStats(Scope scope, String name) {
        rqRetry = scope.counter(name + "upstream_rq_retry");
        rqRetryLimitExceeded = scope.counter(name + "upstream_rq_retry_limit_exceeded");
        rqRetryOverflow = scope.counter(name + "upstream_rq_retry_overflow");
        rqRetrySuccess = scope.counter(name + "upstream_rq_retry_success");
        rqTimeout = scope.counter(name + "upstream_rq_timeout");
        rqTotal = scope.counter(name + "upstream_rq_total");
        responses = new ResponseCounters(scope, name);
    }
}
