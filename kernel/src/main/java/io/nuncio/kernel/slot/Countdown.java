package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs an action on the thread of whoever arrives last. Who arrives has happened before the action. */
@AnyThread
final class Countdown {

    private final AtomicInteger outstanding;
    private final Runnable whenZero;

    Countdown(int parties, Runnable whenZero) {
        this.outstanding = new AtomicInteger(parties);
        this.whenZero = whenZero;
    }

    /** One more party; only for a caller that knows of one that hasn't arrived, else the action may have run already. */
    void join() {
        outstanding.incrementAndGet();
    }

    /** Once for each party. */
    void arrive() {
        int left = outstanding.decrementAndGet();
        if (left == 0) {
            whenZero.run();
        } else if (left < 0) {
            throw new IllegalStateException("a party arrived twice");
        }
    }

    boolean isZero() {
        return outstanding.get() == 0;
    }
}
