package io.nuncio.control.subscribe;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.TextReadout;
import io.nuncio.kernel.stats.Unit;

/** Envoy's statistics of one subscription, {@code listener_manager.lds.} for one; the fields are named after them. */
final class SubscriptionStats {

    final Counter updateAttempt;
    final Counter updateSuccess;
    final Counter updateFailure;
    final Counter updateRejected;
    private final Gauge updateTime;
    private final Gauge version;
    private final TextReadout versionText;
    private final Histogram updateDuration;

    SubscriptionStats(Scope scope) {
        updateAttempt = scope.counter("update_attempt");
        updateSuccess = scope.counter("update_success");
        updateFailure = scope.counter("update_failure");
        updateRejected = scope.counter("update_rejected");
        updateTime = scope.gauge("update_time");
        version = scope.gauge("version");
        versionText = scope.textReadout("version_text");
        updateDuration = scope.histogram("update_duration", Unit.MILLISECONDS);
        scope.counter("init_fetch_timeout");
    }

    void succeeded(String newVersion, long nowMs, long tookMs) {
        updateSuccess.inc();
        updateTime.set(nowMs);
        version.set(XxHash64.of(newVersion));
        versionText.set(newVersion);
        updateDuration.record(tookMs);
    }
}
