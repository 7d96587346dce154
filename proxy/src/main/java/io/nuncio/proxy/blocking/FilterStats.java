package io.nuncio.proxy.blocking;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Scope;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is counted of one blocking filter, {@code java_filter.<name>.}, and its log of failures. */
@AnyThread
final class FilterStats {

    private static final Logger LOG = LoggerFactory.getLogger(FilterStats.class);

    /** A failure is logged with its stack at most so often; the rest is counted. */
    private static final long LOG_EVERY_NS = 1_000_000_000L;

    private final Counter requests;
    private final Gauge active;
    private final Counter errors;
    private final Counter overflow;
    private final Counter skipped;
    private final Counter timeouts;
    private final Counter stuck;
    private final Counter notOwner;
    private final Gauge orphans;
    private final Counter logsDropped;
    private final Counter longRuns;
    private final AtomicLong lastLogNs = new AtomicLong(System.nanoTime() - LOG_EVERY_NS);
    private final AtomicLong unlogged = new AtomicLong();

    FilterStats(Scope scope) {
        this.requests = scope.counter("rq_total");
        this.active = scope.gauge("rq_active");
        this.errors = scope.counter("errors");
        this.overflow = scope.counter("overflow");
        this.skipped = scope.counter("skipped");
        this.timeouts = scope.counter("timeouts");
        this.stuck = scope.counter("stuck");
        this.notOwner = scope.counter("not_owner");
        this.orphans = scope.gauge("orphans");
        this.logsDropped = scope.counter("logs_dropped");
        this.longRuns = scope.counter("long_runs");
    }

    void entered() {
        requests.inc();
        active.add(1);
    }

    void left() {
        active.add(-1);
    }

    void overflow() {
        overflow.inc();
    }

    void skipped() {
        skipped.inc();
    }

    void timeout() {
        timeouts.inc();
    }

    void stuck() {
        stuck.inc();
    }

    void notOwner() {
        notOwner.inc();
    }

    void orphan(int change) {
        orphans.add(change);
    }

    void ranLong() {
        longRuns.inc();
    }

    void logDropped() {
        logsDropped.inc();
    }

    /** Something that the filter threw. */
    void failed(String name, Throwable failure) {
        errors.inc();
        long now = System.nanoTime();
        long last = lastLogNs.get();
        if (now - last >= LOG_EVERY_NS && lastLogNs.compareAndSet(last, now)) {
            LOG.warn("filter {} failed ({} more since the last time)", name, unlogged.getAndSet(0), failure);
        } else {
            unlogged.incrementAndGet();
        }
    }
}
