package io.nuncio.proxy.router;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;

/** What a router counts for its connection manager, {@code http.<stat_prefix>.}; the fields are named after Envoy's. */
@AnyThread
final class RouterStats {

    final Counter noRoute;
    final Counter noCluster;
    final Counter rqRedirect;
    final Counter rqDirectResponse;
    final Counter rqTotal;
    final Counter rqResetAfterDownstreamResponseStarted;
    final Counter rqRetrySkippedRequestNotComplete;

    RouterStats(Scope scope) {
        noRoute = scope.counter("no_route");
        noCluster = scope.counter("no_cluster");
        rqRedirect = scope.counter("rq_redirect");
        rqDirectResponse = scope.counter("rq_direct_response");
        rqTotal = scope.counter("rq_total");
        rqResetAfterDownstreamResponseStarted = scope.counter("rq_reset_after_downstream_response_started");
        rqRetrySkippedRequestNotComplete = scope.counter("rq_retry_skipped_request_not_complete");
        scope.counter("rq_overload_local_reply");
        scope.counter("passthrough_internal_redirect_bad_location");
        scope.counter("passthrough_internal_redirect_no_route");
        scope.counter("passthrough_internal_redirect_predicate");
        scope.counter("passthrough_internal_redirect_too_many_redirects");
        scope.counter("passthrough_internal_redirect_unsafe_scheme");
    }
}
