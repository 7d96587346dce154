package io.nuncio.proxy.upstream;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.SharedBudget;
import org.jspecify.annotations.Nullable;

/**
 * One threshold of a cluster's circuit breakers, counted over all workers, with the gauge that says it is reached and,
 * where the configuration asks for it, the gauge of what remains.
 *
 * <p>The gauge is moved by whoever crosses the threshold, one step for each crossing, so that workers need not agree on an
 * order. That of what remains is set anew each time: a cluster of the same name may have written it before.
 */
@AnyThread
public final class Breaker {

    private final SharedBudget budget;
    private final Gauge open;
    private final @Nullable Gauge remaining;

    /** @param remaining null where what remains is not shown */
    Breaker(long max, Gauge open, @Nullable Gauge remaining) {
        this.budget = new SharedBudget(max);
        this.open = open;
        this.remaining = remaining;
        countRemaining();
    }

    /** Takes one if there is one left; who got it gives it back once. */
    public boolean tryAcquire() {
        long taken = budget.tryAcquireCounted();
        if (taken == 0) {
            return false;
        }
        taken(taken);
        return true;
    }

    /** Takes one even if none is left; to be given back too. */
    void acquireRegardless() {
        taken(budget.acquireRegardless());
    }

    /** Gives one back. */
    public void release() {
        long left = budget.release();
        long max = budget.max();
        if (left == max - 1) {
            open.dec();
        }
        countRemaining();
    }

    private void countRemaining() {
        if (remaining != null) {
            remaining.set(budget.remaining());
        }
    }

    private void taken(long now) {
        long max = budget.max();
        if (now == max) {
            open.inc();
        } else if (max == 0) {
            // Nothing can cross zero from below: once something was taken, it stays open, as Envoy's does.
            open.set(1);
        }
        countRemaining();
    }

    /** Whether one is left. */
    public boolean hasRoom() {
        return budget.hasRoom();
    }

    public SharedBudget budget() {
        return budget;
    }
}
