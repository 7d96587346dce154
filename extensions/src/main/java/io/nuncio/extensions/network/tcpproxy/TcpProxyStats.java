package io.nuncio.extensions.network.tcpproxy;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spi.ConnectionStats;

/** Envoy's statistics of a TCP proxy, {@code tcp.<stat_prefix>.}. */
@AnyThread
final class TcpProxyStats {

    final Counter cxTotal;
    final Counter cxNoRoute;
    final Counter pausedReading;
    final Counter resumedReading;
    final Counter idleTimeout;
    final Counter maxDuration;
    final Counter upstreamFlushTotal;
    final Gauge upstreamFlushActive;
    final ConnectionStats bytes;

    TcpProxyStats(Scope scope) {
        cxTotal = scope.counter("downstream_cx_total");
        cxNoRoute = scope.counter("downstream_cx_no_route");
        pausedReading = scope.counter("downstream_flow_control_paused_reading_total");
        resumedReading = scope.counter("downstream_flow_control_resumed_reading_total");
        idleTimeout = scope.counter("idle_timeout");
        maxDuration = scope.counter("max_downstream_connection_duration");
        upstreamFlushTotal = scope.counter("upstream_flush_total");
        upstreamFlushActive = scope.gauge("upstream_flush_active", Gauge.ImportMode.ACCUMULATE);
        bytes = new ConnectionStats(
                scope.counter("downstream_cx_rx_bytes_total"),
                scope.gauge("downstream_cx_rx_bytes_buffered", Gauge.ImportMode.ACCUMULATE),
                scope.counter("downstream_cx_tx_bytes_total"),
                scope.gauge("downstream_cx_tx_bytes_buffered", Gauge.ImportMode.ACCUMULATE));
        scope.counter("downstream_cx_drain_close");
        scope.counter("downstream_cx_overload_close");
        scope.counter("early_data_received_count_total");
        scope.counter("route_delayed_total");
    }
}
