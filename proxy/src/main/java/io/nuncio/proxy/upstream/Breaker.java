package io.nuncio.proxy.upstream;

import io.nuncio.filter.AnyThread;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.SharedBudget;

/** One threshold of a cluster's circuit breakers, counted over all workers, with the gauge that says it is reached. */
@AnyThread
public final class Breaker {

    private final SharedBudget budget;
    private final Gauge open;

    Breaker(long max, Gauge open) {
        this.budget = new SharedBudget(max);
        this.open = open;
        if (max == 0) {
            open.set(1);
        }
    }

    /** Takes one if there is one left; who got it gives it back once. */
    public boolean tryAcquire() {
        if (!budget.tryAcquire()) {
            return false;
        }
        if (!budget.hasRoom()) {
            open.set(1);
        }
        return true;
    }

    /** Gives one back. */
    public void release() {
        boolean wasFull = !budget.hasRoom();
        budget.release();
        if (wasFull && budget.hasRoom()) {
            open.set(0);
        }
    }

    /** Whether one is left. */
    public boolean hasRoom() {
        return budget.hasRoom();
    }

    public SharedBudget budget() {
        return budget;
    }
}
