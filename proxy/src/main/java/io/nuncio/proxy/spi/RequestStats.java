package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;

/**
 * What those who send requests to a cluster count there, {@code cluster.<its name>.}: the fields are named after Envoy's
 * statistics. One object a cluster; any thread.
 */
@AnyThread
public final class RequestStats {

    public final Counter rqTimeout;
    public final Counter rqPerTryTimeout;
    public final Counter rqPerTryIdleTimeout;
    public final Counter rqMaxDurationReached;
    public final Counter rqRetry;
    public final Counter rqRetryBackoffExponential;
    public final Counter rqRetryBackoffRatelimited;
    public final Counter rqRetryLimitExceeded;
    public final Counter rqRetryOverflow;
    public final Counter rqRetrySuccess;
    public final Counter retryOrShadowAbandoned;
    public final Counter flowControlBackedUp;
    public final Counter flowControlDrained;
    public final Counter flowControlPausedReading;
    public final Counter flowControlResumedReading;
    public final Counter internalRedirectFailed;
    public final Counter internalRedirectSucceeded;

    /** Of all responses. */
    public final ResponseCounters responses;

    /** Of responses to requests from outside. */
    public final ResponseCounters external;

    /** Of responses to internal requests. */
    public final ResponseCounters internal;

    /** Of responses of canaries. */
    public final ResponseCounters canary;

    /** Of responses after which the request was tried again. */
    public final ResponseCounters retried;

    private final Scope scope;

    /** Below {@code cluster.<its name>.}. */
    public RequestStats(Scope scope) {
        this.scope = scope;
        rqTimeout = scope.counter("upstream_rq_timeout");
        rqPerTryTimeout = scope.counter("upstream_rq_per_try_timeout");
        rqPerTryIdleTimeout = scope.counter("upstream_rq_per_try_idle_timeout");
        rqMaxDurationReached = scope.counter("upstream_rq_max_duration_reached");
        rqRetry = scope.counter("upstream_rq_retry");
        rqRetryBackoffExponential = scope.counter("upstream_rq_retry_backoff_exponential");
        rqRetryBackoffRatelimited = scope.counter("upstream_rq_retry_backoff_ratelimited");
        rqRetryLimitExceeded = scope.counter("upstream_rq_retry_limit_exceeded");
        rqRetryOverflow = scope.counter("upstream_rq_retry_overflow");
        rqRetrySuccess = scope.counter("upstream_rq_retry_success");
        retryOrShadowAbandoned = scope.counter("retry_or_shadow_abandoned");
        flowControlBackedUp = scope.counter("upstream_flow_control_backed_up_total");
        flowControlDrained = scope.counter("upstream_flow_control_drained_total");
        flowControlPausedReading = scope.counter("upstream_flow_control_paused_reading_total");
        flowControlResumedReading = scope.counter("upstream_flow_control_resumed_reading_total");
        internalRedirectFailed = scope.counter("upstream_internal_redirect_failed_total");
        internalRedirectSucceeded = scope.counter("upstream_internal_redirect_succeeded_total");
        responses = new ResponseCounters(scope, "");
        external = new ResponseCounters(scope, "external.");
        internal = new ResponseCounters(scope, "internal.");
        canary = new ResponseCounters(scope, "canary.");
        retried = new ResponseCounters(scope, "retry.");
    }

    /** Counters below another name, which a request has asked for; looked up each time. */
    public ResponseCounters named(String name) {
        return new ResponseCounters(scope, name + ".");
    }
}
