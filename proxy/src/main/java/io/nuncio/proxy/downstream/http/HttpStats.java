package io.nuncio.proxy.downstream.http;

import io.nuncio.filter.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;

/** Envoy's statistics of a connection manager, {@code http.<stat_prefix>.}. */
@AnyThread
final class HttpStats {

    private static final int CLASSES = 6;
    private static final int STATUSES_OF_A_CLASS = 100;

    final Counter cxTotal;
    final Gauge cxActive;
    final Counter cxHttp1Total;
    final Gauge cxHttp1Active;
    final Counter cxDestroy;
    final Counter cxDestroyActiveRq;
    final Counter cxDestroyRemote;
    final Counter cxDestroyLocal;
    final Counter cxProtocolError;
    final Counter cxDelayedCloseTimeout;
    final Counter cxIdleTimeout;
    final Counter cxMaxDuration;
    final Counter cxMaxRequests;
    final Counter cxDrainClose;
    final Histogram cxLengthMs;
    final Counter rqTotal;
    final Gauge rqActive;
    final Counter rqHttp1Total;
    final Counter rqCompleted;
    final Counter rqRxReset;
    final Counter rqTxReset;
    final Counter rqNonRelativePath;
    final Counter rqTooLarge;
    final Counter rqIdleTimeout;
    final Counter rqTimeout;
    final Counter rqHeaderTimeout;
    final Counter rqMaxDuration;
    final Counter rqWsOnNonWsRoute;
    final Counter rqFailedPathNormalization;
    final Counter rqRedirectedWithNormalizedPath;
    final Counter rsTooLarge;
    final Histogram rqTime;
    private final Counter[] classes = new Counter[CLASSES];

    HttpStats(Scope scope) {
        cxTotal = scope.counter("downstream_cx_total");
        cxActive = scope.gauge("downstream_cx_active", Gauge.ImportMode.ACCUMULATE);
        cxHttp1Total = scope.counter("downstream_cx_http1_total");
        cxHttp1Active = scope.gauge("downstream_cx_http1_active", Gauge.ImportMode.ACCUMULATE);
        cxDestroy = scope.counter("downstream_cx_destroy");
        cxDestroyActiveRq = scope.counter("downstream_cx_destroy_active_rq");
        cxDestroyRemote = scope.counter("downstream_cx_destroy_remote");
        cxDestroyLocal = scope.counter("downstream_cx_destroy_local");
        cxProtocolError = scope.counter("downstream_cx_protocol_error");
        cxDelayedCloseTimeout = scope.counter("downstream_cx_delayed_close_timeout");
        cxIdleTimeout = scope.counter("downstream_cx_idle_timeout");
        cxMaxDuration = scope.counter("downstream_cx_max_duration_reached");
        cxMaxRequests = scope.counter("downstream_cx_max_requests_reached");
        cxDrainClose = scope.counter("downstream_cx_drain_close");
        cxLengthMs = scope.histogram("downstream_cx_length_ms", Unit.MILLISECONDS);
        rqTotal = scope.counter("downstream_rq_total");
        rqActive = scope.gauge("downstream_rq_active", Gauge.ImportMode.ACCUMULATE);
        rqHttp1Total = scope.counter("downstream_rq_http1_total");
        rqCompleted = scope.counter("downstream_rq_completed");
        rqRxReset = scope.counter("downstream_rq_rx_reset");
        rqTxReset = scope.counter("downstream_rq_tx_reset");
        rqNonRelativePath = scope.counter("downstream_rq_non_relative_path");
        rqTooLarge = scope.counter("downstream_rq_too_large");
        rqIdleTimeout = scope.counter("downstream_rq_idle_timeout");
        rqTimeout = scope.counter("downstream_rq_timeout");
        rqHeaderTimeout = scope.counter("downstream_rq_header_timeout");
        rqMaxDuration = scope.counter("downstream_rq_max_duration_reached");
        rqWsOnNonWsRoute = scope.counter("downstream_rq_ws_on_non_ws_route");
        rqFailedPathNormalization = scope.counter("downstream_rq_failed_path_normalization");
        rqRedirectedWithNormalizedPath = scope.counter("downstream_rq_redirected_with_normalized_path");
        rsTooLarge = scope.counter("rs_too_large");
        rqTime = scope.histogram("downstream_rq_time", Unit.MILLISECONDS);
        for (int i = 1; i < CLASSES; i++) {
            classes[i] = scope.counter("downstream_rq_" + i + "xx");
        }
    }

    /** A response was sent. */
    void responded(int status) {
        rqCompleted.inc();
        int statusClass = status / STATUSES_OF_A_CLASS;
        if (statusClass > 0 && statusClass < CLASSES) {
            classes[statusClass].inc();
        }
    }
}
