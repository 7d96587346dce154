package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.OnMain;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much of something all workers together may have at once: connections of a listener, requests to a cluster. One of
 * the few things that workers share on purpose.
 *
 * <p>Any thread; exact, without a lock. {@link #tryAcquire} and {@link #release} are one atomic instruction each when
 * nobody else is at it.
 */
public final class SharedBudget {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The used amount stands alone on its cache lines. */
    private static final int CELL = 8;

    private final AtomicLongArray used = new AtomicLongArray(2 * CELL + 1);
    private volatile long max;

    /** A budget of so many; none below zero. */
    public SharedBudget(long max) {
        this.max = checked(max);
    }

    private static long checked(long max) {
        if (max < 0) {
            throw new IllegalArgumentException("a budget cannot be " + max);
        }
        return max;
    }

    /** Takes one if there is one left; who got it must {@link #release} it once. */
    public boolean tryAcquire() {
        return tryAcquireCounted() > 0;
    }

    /** As {@link #tryAcquire}; answers how many are taken now, or 0 if none was left. */
    public long tryAcquireCounted() {
        long limit = max;
        long now = used.getPlain(CELL);
        while (true) {
            if (now >= limit) {
                long fresh = used.get(CELL);
                if (fresh >= limit) {
                    return 0;
                }
                now = fresh;
            }
            long seen = used.compareAndExchange(CELL, now, now + 1);
            if (seen == now) {
                return now + 1;
            }
            now = seen;
        }
    }

    /**
     * Takes one even if none is left, as for the one connection that a pool may always have; to be released too. Answers
     * how many are taken now.
     */
    public long acquireRegardless() {
        return used.getAndIncrement(CELL) + 1;
    }

    /** Gives one back; answers how many are still taken. */
    public long release() {
        long before = used.getAndDecrement(CELL);
        assert before > 0 : "released more than was acquired";
        return before - 1;
    }

    /** Whether {@link #tryAcquire} would succeed at this moment. */
    public boolean hasRoom() {
        return used.get(CELL) < max;
    }

    /** How many are taken. */
    public long inUse() {
        return used.get(CELL);
    }

    /** How many there are. */
    public long max() {
        return max;
    }

    /** How many are left; zero if more than that are taken. */
    public long remaining() {
        return Math.max(0, max - used.get(CELL));
    }

    /** Changes the limit; what is taken stays taken. */
    @OnMain
    public void setMax(long max) {
        this.max = checked(max);
    }
}
