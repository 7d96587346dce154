package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;

/**
 * What happened to one host, whatever worker did it: kept as long as the cluster has a host of that address. Shown by the
 * admin's {@code /clusters}, not by {@code /stats}.
 */
@AnyThread
public final class HostStats {

    public final Counter cxTotal;
    public final Gauge cxActive;
    public final Counter cxConnectFail;
    public final Counter rqTotal;
    public final Gauge rqActive;
    public final Counter rqSuccess;
    public final Counter rqError;
    public final Counter rqTimeout;

    HostStats(Scope scope) {
        cxTotal = scope.counter("cx_total");
        cxActive = scope.gauge("cx_active");
        cxConnectFail = scope.counter("cx_connect_fail");
        rqTotal = scope.counter("rq_total");
        rqActive = scope.gauge("rq_active");
        rqSuccess = scope.counter("rq_success");
        rqError = scope.counter("rq_error");
        rqTimeout = scope.counter("rq_timeout");
    }
}
