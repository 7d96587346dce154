package io.nuncio.proxy.downstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;

/** Envoy's statistics of a listener, {@code listener.<address>.}; the fields are named after them. */
@AnyThread
public final class ListenerStats {

    /** What the dispatcher of the main thread is called. */
    private static final String MAIN = "main";

    public final Counter cxTotal;
    public final Gauge cxActive;
    public final Counter cxDestroy;
    public final Counter cxOverflow;
    public final Counter cxOverloadReject;
    public final Counter globalCxOverflow;
    public final Counter transportSocketConnectTimeout;
    public final Counter listenerFilterError;
    public final Counter listenerFilterRemoteClose;
    public final Gauge preCxActive;
    public final Counter preCxTimeout;
    public final Counter noFilterChainMatch;
    public final Histogram cxLengthMs;
    public final Histogram acceptedPerEvent;

    private final Scope scope;

    ListenerStats(Scope scope) {
        this.scope = scope;
        cxTotal = scope.counter("downstream_cx_total");
        cxActive = scope.gauge("downstream_cx_active", Gauge.ImportMode.ACCUMULATE);
        cxDestroy = scope.counter("downstream_cx_destroy");
        cxOverflow = scope.counter("downstream_cx_overflow");
        cxOverloadReject = scope.counter("downstream_cx_overload_reject");
        globalCxOverflow = scope.counter("downstream_global_cx_overflow");
        transportSocketConnectTimeout = scope.counter("downstream_cx_transport_socket_connect_timeout");
        listenerFilterError = scope.counter("downstream_listener_filter_error");
        listenerFilterRemoteClose = scope.counter("downstream_listener_filter_remote_close");
        preCxActive = scope.gauge("downstream_pre_cx_active", Gauge.ImportMode.ACCUMULATE);
        preCxTimeout = scope.counter("downstream_pre_cx_timeout");
        noFilterChainMatch = scope.counter("no_filter_chain_match");
        cxLengthMs = scope.histogram("downstream_cx_length_ms", Unit.MILLISECONDS);
        acceptedPerEvent = scope.histogram("connections_accepted_per_socket_event", Unit.UNSPECIFIED);
        scope.counter("extension_config_missing");
        scope.counter("network_extension_config_missing");
    }

    /** What one worker does for the listener. */
    record OfWorker(Counter cxTotal, Gauge cxActive) {}

    /** The stats of one loop: that of a worker, or main's, where the admin listens. */
    OfWorker ofWorker(WorkerSetting setting) {
        boolean main = setting.loop().dispatcher().name().equals(MAIN);
        String worker = main ? "main_thread." : "worker_" + setting.index() + ".";
        return new OfWorker(
                scope.counter(worker + "downstream_cx_total"),
                scope.gauge(worker + "downstream_cx_active", Gauge.ImportMode.ACCUMULATE));
    }

    void close() {
        scope.close();
    }
}
