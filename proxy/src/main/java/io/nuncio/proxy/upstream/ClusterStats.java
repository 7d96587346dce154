package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;
import io.nuncio.proxy.spi.ConnectionStats;

/** Envoy's statistics of a cluster's connections and hosts, {@code cluster.<name>.}; the fields are named after them. */
@AnyThread
public final class ClusterStats {

    public final Counter cxTotal;
    public final Gauge cxActive;
    public final Counter cxHttp1Total;
    public final Counter cxConnectFail;
    public final Counter cxConnectTimeout;
    public final Counter cxOverflow;
    public final Counter cxPoolOverflow;
    public final Counter cxNoneHealthy;
    public final Counter cxMaxRequests;
    public final Counter cxMaxDurationReached;
    public final Counter cxIdleTimeout;
    public final Counter cxProtocolError;
    public final Counter cxCloseNotify;
    public final Counter cxDestroy;
    public final Counter cxDestroyLocal;
    public final Counter cxDestroyRemote;
    public final Counter cxDestroyWithActiveRq;
    public final Counter cxDestroyLocalWithActiveRq;
    public final Counter cxDestroyRemoteWithActiveRq;
    public final Histogram cxConnectMs;
    public final Histogram cxLengthMs;
    public final Counter rqTotal;
    public final Gauge rqActive;
    public final Counter rqActiveOverflow;
    public final Counter rqPendingTotal;
    public final Gauge rqPendingActive;
    public final Counter rqPendingOverflow;
    public final Counter rqPendingFailureEject;
    public final Counter rqCancelled;
    public final Counter healthyPanic;
    public final ConnectionStats bytes;
    final Counter membershipChange;
    final Gauge membershipTotal;
    final Gauge membershipHealthy;
    final Gauge membershipDegraded;

    ClusterStats(Scope scope) {
        cxTotal = scope.counter("upstream_cx_total");
        cxActive = scope.gauge("upstream_cx_active", Gauge.ImportMode.ACCUMULATE);
        cxHttp1Total = scope.counter("upstream_cx_http1_total");
        cxConnectFail = scope.counter("upstream_cx_connect_fail");
        cxConnectTimeout = scope.counter("upstream_cx_connect_timeout");
        cxOverflow = scope.counter("upstream_cx_overflow");
        cxPoolOverflow = scope.counter("upstream_cx_pool_overflow");
        cxMaxRequests = scope.counter("upstream_cx_max_requests");
        cxMaxDurationReached = scope.counter("upstream_cx_max_duration_reached");
        cxIdleTimeout = scope.counter("upstream_cx_idle_timeout");
        cxProtocolError = scope.counter("upstream_cx_protocol_error");
        cxCloseNotify = scope.counter("upstream_cx_close_notify");
        cxNoneHealthy = scope.counter("upstream_cx_none_healthy");
        cxDestroy = scope.counter("upstream_cx_destroy");
        cxDestroyLocal = scope.counter("upstream_cx_destroy_local");
        cxDestroyRemote = scope.counter("upstream_cx_destroy_remote");
        cxDestroyWithActiveRq = scope.counter("upstream_cx_destroy_with_active_rq");
        cxDestroyLocalWithActiveRq = scope.counter("upstream_cx_destroy_local_with_active_rq");
        cxDestroyRemoteWithActiveRq = scope.counter("upstream_cx_destroy_remote_with_active_rq");
        cxConnectMs = scope.histogram("upstream_cx_connect_ms", Unit.MILLISECONDS);
        cxLengthMs = scope.histogram("upstream_cx_length_ms", Unit.MILLISECONDS);
        rqTotal = scope.counter("upstream_rq_total");
        rqActive = scope.gauge("upstream_rq_active", Gauge.ImportMode.ACCUMULATE);
        rqActiveOverflow = scope.counter("upstream_rq_active_overflow");
        rqPendingTotal = scope.counter("upstream_rq_pending_total");
        rqPendingActive = scope.gauge("upstream_rq_pending_active", Gauge.ImportMode.ACCUMULATE);
        rqPendingOverflow = scope.counter("upstream_rq_pending_overflow");
        rqPendingFailureEject = scope.counter("upstream_rq_pending_failure_eject");
        rqCancelled = scope.counter("upstream_rq_cancelled");
        healthyPanic = scope.counter("lb_healthy_panic");
        bytes = new ConnectionStats(
                scope.counter("upstream_cx_rx_bytes_total"),
                scope.gauge("upstream_cx_rx_bytes_buffered", Gauge.ImportMode.ACCUMULATE),
                scope.counter("upstream_cx_tx_bytes_total"),
                scope.gauge("upstream_cx_tx_bytes_buffered", Gauge.ImportMode.ACCUMULATE));
        membershipChange = scope.counter("membership_change");
        membershipTotal = scope.gauge("membership_total");
        membershipHealthy = scope.gauge("membership_healthy");
        membershipDegraded = scope.gauge("membership_degraded");
        ClusterStatNames.declareZeros(scope);
    }
}
