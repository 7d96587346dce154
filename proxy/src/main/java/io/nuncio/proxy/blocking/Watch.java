package io.nuncio.proxy.blocking;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the threads of one stream have owned it without giving it back. After a while the stuck filter is reported with
 * its stack; after its budget the stream ends with 500. Worker only.
 *
 * <p>What is measured is the time between two operations; waiting for a response or for a chunk is not the filter's.
 */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Dispatcher dispatcher;
    private final FilterRun run;
    private final FilterLimits limits;
    private @Nullable Timer timer;
    private int owners;
    private long sinceNs;
    private boolean reported;

    Watch(Dispatcher dispatcher, FilterRun run, FilterLimits limits) {
        this.dispatcher = dispatcher;
        this.run = run;
        this.limits = limits;
    }

    /** A thread runs code of a filter from here on. */
    void owns() {
        owners++;
        sinceNs = dispatcher.approximateMonotonicNs();
        Timer now = timer;
        if (now == null) {
            now = dispatcher.createTimer(this::look);
            timer = now;
        }
        if (!now.enabled()) {
            now.enableMs(limits.stuckAfterMs());
        }
    }

    /** A thread waits for the worker, or has ended. */
    void waits() {
        owners--;
    }

    private void look() {
        if (owners <= 0) {
            return;
        }
        long ownedMs = TimeUnit.NANOSECONDS.toMillis(dispatcher.approximateMonotonicNs() - sinceNs);
        if (!run.alive()) {
            report("goes on after the end of its request", ownedMs);
            return;
        }
        if (ownedMs >= limits.budgetMs()) {
            report("has used up its time", ownedMs);
            run.expire();
            return;
        }
        if (ownedMs >= limits.stuckAfterMs() && !reported) {
            reported = true;
            run.blamed().stats().stuck();
            report("is stuck", ownedMs);
        }
        long next = ownedMs < limits.stuckAfterMs() ? limits.stuckAfterMs() : limits.budgetMs();
        again(Math.max(1, next - ownedMs));
    }

    private void again(long delayMs) {
        if (timer != null) {
            timer.enableMs(delayMs);
        }
    }

    private void report(String what, long ownedMs) {
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement each : run.stack()) {
            stack.append("\n\tat ").append(each);
        }
        LOG.warn("filter {} {}, {} ms now, at{}", run.blamed().name(), what, ownedMs, stack);
    }

    /** The stream has ended; a thread that goes on all the same is an orphan and is looked at once more. */
    void streamEnds(boolean threadsRun) {
        Timer last = timer;
        if (last == null) {
            return;
        }
        if (threadsRun) {
            reported = true;
            last.enableMs(limits.stuckAfterMs());
        } else {
            last.close();
            timer = null;
        }
    }

    /** All threads have ended. */
    void threadsEnd() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
    }
}
