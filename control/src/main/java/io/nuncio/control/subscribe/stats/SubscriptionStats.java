package io.nuncio.control.subscribe.stats;

import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.TextReadout;
import io.nuncio.kernel.stats.Unit;

/** Envoy's statistics of one subscription, {@code listener_manager.lds.} for one; the methods are named after them. */
public final class SubscriptionStats {

    private final Counter updateAttempt;
    private final Counter updateSuccess;
    private final Counter updateFailure;
    private final Counter updateRejected;
    private final Counter initFetchTimeout;
    private final Gauge updateTime;
    private final Gauge version;
    private final TextReadout versionText;
    private final Histogram updateDuration;

    /** Of one subscription, in {@code scope}. */
    public SubscriptionStats(Scope scope) {
        updateAttempt = scope.counter("update_attempt");
        updateSuccess = scope.counter("update_success");
        updateFailure = scope.counter("update_failure");
        updateRejected = scope.counter("update_rejected");
        updateTime = scope.gauge("update_time");
        version = scope.gauge("version");
        versionText = scope.textReadout("version_text");
        updateDuration = scope.histogram("update_duration", Unit.MILLISECONDS);
        initFetchTimeout = scope.counter("init_fetch_timeout");
    }

    /** Something is asked for, or an answer has come. */
    public void attempted() {
        updateAttempt.inc();
    }

    /** Nothing could be read, or nobody answers. */
    public void failed() {
        updateFailure.inc();
    }

    /** An update was read and refused, at least in part. */
    public void rejected() {
        updateRejected.inc();
    }

    /** Whoever waited for the first update goes on without. */
    public void timedOut() {
        initFetchTimeout.inc();
    }

    /**
     * An update was taken.
     *
     * @param nowMs the time of day
     */
    public void succeeded(String newVersion, long nowMs, long tookMs) {
        updateSuccess.inc();
        updateTime.set(nowMs);
        version.set(XxHash64.of(newVersion));
        versionText.set(newVersion);
        updateDuration.record(tookMs);
    }
}
