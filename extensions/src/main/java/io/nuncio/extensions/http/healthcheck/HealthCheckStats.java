package io.nuncio.extensions.http.healthcheck;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;

/** Envoy's statistics of health checks, {@code http.<stat_prefix>.health_check.}. */
@AnyThread
final class HealthCheckStats {

    final Counter requests;
    final Counter failed;
    final Counter ok;

    HealthCheckStats(Scope scope) {
        requests = scope.counter("request_total");
        failed = scope.counter("failed");
        ok = scope.counter("ok");
        for (String never : new String[] {
            "cached_response",
            "failed_cluster_empty",
            "failed_cluster_not_found",
            "failed_cluster_unhealthy",
            "degraded"
        }) {
            scope.counter(never);
        }
    }
}
