package io.nuncio.proxy.downstream.http;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;
import io.nuncio.proxy.spi.ConnectionStats;

/** Envoy's statistics of a connection manager, {@code http.<stat_prefix>.}, all of its names. */
@AnyThread
final class HttpStats {

    /** What Envoy counts and nothing here can make happen yet: the names are there, for those who look for them. */
    private static final ImmutableList<String> ZEROS = ImmutableList.of(
            "downstream_cx_http2_total",
            "downstream_cx_http3_total",
            "downstream_cx_overload_disable_keepalive",
            "downstream_cx_ssl_total",
            "downstream_rq_http2_total",
            "downstream_rq_http3_total",
            "downstream_rq_overload_close",
            "downstream_rq_too_many_premature_resets",
            "tracing.client_enabled",
            "tracing.not_traceable",
            "tracing.random_sampling",
            "tracing.service_forced");

    private static final ImmutableList<String> ZERO_GAUGES =
            ImmutableList.of("downstream_cx_http2_active", "downstream_cx_http3_active", "downstream_cx_ssl_active");

    final Counter cxTotal;
    final Gauge cxActive;
    final Counter cxHttp1Total;
    final Gauge cxHttp1Active;
    final Gauge cxHttp1SoftDrain;
    final Counter cxUpgradesTotal;
    final Gauge cxUpgradesActive;
    final Counter cxDestroy;
    final Counter cxDestroyActiveRq;
    final Counter cxDestroyRemote;
    final Counter cxDestroyRemoteActiveRq;
    final Counter cxDestroyLocal;
    final Counter cxDestroyLocalActiveRq;
    final Counter cxProtocolError;
    final Counter cxDelayedCloseTimeout;
    final Counter cxIdleTimeout;
    final Counter cxMaxDuration;
    final Counter cxMaxRequests;
    final Counter cxDrainClose;
    final Histogram cxLengthMs;
    final ConnectionStats bytes;
    final Counter pausedReading;
    final Counter resumedReading;
    final Counter rqTotal;
    final Gauge rqActive;
    final Counter rqHttp1Total;
    final Counter rqRxReset;
    final Counter rqTxReset;
    final Counter rqBeforeComplete;
    final Counter rqNonRelativePath;
    final Counter rqRejectedByIp;
    final Counter rqTooLarge;
    final Counter rqIdleTimeout;
    final Counter rqTimeout;
    final Counter rqHeaderTimeout;
    final Counter rqMaxDuration;
    final Counter rqWsOnNonWsRoute;
    final Counter rqFailedPathNormalization;
    final Counter rqRedirectedWithNormalizedPath;
    final Counter rsTooLarge;
    final Counter tracingHealthCheck;
    final Histogram rqTime;
    private final ResponseCounters responses;
    private final ResponseCounters ofListener;

    /**
     * @param scope {@code http.<stat_prefix>.}
     * @param listener {@code listener.<address>.http.<stat_prefix>.}
     */
    HttpStats(Scope scope, Scope listener) {
        cxTotal = scope.counter("downstream_cx_total");
        cxActive = active(scope, "downstream_cx_active");
        cxHttp1Total = scope.counter("downstream_cx_http1_total");
        cxHttp1Active = active(scope, "downstream_cx_http1_active");
        cxHttp1SoftDrain = active(scope, "downstream_cx_http1_soft_drain");
        cxUpgradesTotal = scope.counter("downstream_cx_upgrades_total");
        cxUpgradesActive = active(scope, "downstream_cx_upgrades_active");
        cxDestroy = scope.counter("downstream_cx_destroy");
        cxDestroyActiveRq = scope.counter("downstream_cx_destroy_active_rq");
        cxDestroyRemote = scope.counter("downstream_cx_destroy_remote");
        cxDestroyRemoteActiveRq = scope.counter("downstream_cx_destroy_remote_active_rq");
        cxDestroyLocal = scope.counter("downstream_cx_destroy_local");
        cxDestroyLocalActiveRq = scope.counter("downstream_cx_destroy_local_active_rq");
        cxProtocolError = scope.counter("downstream_cx_protocol_error");
        cxDelayedCloseTimeout = scope.counter("downstream_cx_delayed_close_timeout");
        cxIdleTimeout = scope.counter("downstream_cx_idle_timeout");
        cxMaxDuration = scope.counter("downstream_cx_max_duration_reached");
        cxMaxRequests = scope.counter("downstream_cx_max_requests_reached");
        cxDrainClose = scope.counter("downstream_cx_drain_close");
        cxLengthMs = scope.histogram("downstream_cx_length_ms", Unit.MILLISECONDS);
        bytes = new ConnectionStats(
                scope.counter("downstream_cx_rx_bytes_total"),
                active(scope, "downstream_cx_rx_bytes_buffered"),
                scope.counter("downstream_cx_tx_bytes_total"),
                active(scope, "downstream_cx_tx_bytes_buffered"));
        pausedReading = scope.counter("downstream_flow_control_paused_reading_total");
        resumedReading = scope.counter("downstream_flow_control_resumed_reading_total");
        rqTotal = scope.counter("downstream_rq_total");
        rqActive = active(scope, "downstream_rq_active");
        rqHttp1Total = scope.counter("downstream_rq_http1_total");
        rqRxReset = scope.counter("downstream_rq_rx_reset");
        rqTxReset = scope.counter("downstream_rq_tx_reset");
        rqBeforeComplete = scope.counter("downstream_rq_response_before_rq_complete");
        rqNonRelativePath = scope.counter("downstream_rq_non_relative_path");
        rqRejectedByIp = scope.counter("downstream_rq_rejected_via_ip_detection");
        rqTooLarge = scope.counter("downstream_rq_too_large");
        rqIdleTimeout = scope.counter("downstream_rq_idle_timeout");
        rqTimeout = scope.counter("downstream_rq_timeout");
        rqHeaderTimeout = scope.counter("downstream_rq_header_timeout");
        rqMaxDuration = scope.counter("downstream_rq_max_duration_reached");
        tracingHealthCheck = scope.counter("tracing.health_check");
        rqWsOnNonWsRoute = scope.counter("downstream_rq_ws_on_non_ws_route");
        rqFailedPathNormalization = scope.counter("downstream_rq_failed_path_normalization");
        rqRedirectedWithNormalizedPath = scope.counter("downstream_rq_redirected_with_normalized_path");
        rsTooLarge = scope.counter("rs_too_large");
        rqTime = scope.histogram("downstream_rq_time", Unit.MILLISECONDS);
        responses = new ResponseCounters(scope);
        ofListener = new ResponseCounters(listener);
        ZEROS.forEach(scope::counter);
        ZERO_GAUGES.forEach(name -> active(scope, name));
    }

    private static Gauge active(Scope scope, String name) {
        return scope.gauge(name, Gauge.ImportMode.ACCUMULATE);
    }

    /** The head of a response is sent, be it an interim one. */
    void responded(int status) {
        responses.count(status);
        ofListener.count(status);
    }

    /** Responses by the class of their status. */
    private static final class ResponseCounters {

        private static final int CLASSES = 6;
        private static final int STATUSES_OF_A_CLASS = 100;

        private final Counter completed;
        private final Counter[] classes = new Counter[CLASSES];

        ResponseCounters(Scope scope) {
            completed = scope.counter("downstream_rq_completed");
            for (int i = 1; i < CLASSES; i++) {
                classes[i] = scope.counter("downstream_rq_" + i + "xx");
            }
        }

        void count(int status) {
            completed.inc();
            int statusClass = status / STATUSES_OF_A_CLASS;
            if (statusClass > 0 && statusClass < CLASSES) {
                classes[statusClass].inc();
            }
        }
    }
}
