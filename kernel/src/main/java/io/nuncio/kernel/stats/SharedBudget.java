package io.nuncio.kernel.stats;

import io.nuncio.filter.OnMain;
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
        long limit = max;
        long now = used.getPlain(CELL);
        while (true) {
            if (now >= limit) {
                long fresh = used.get(CELL);
                if (fresh >= limit) {
                    return false;
                }
                now = fresh;
            }
            long seen = used.compareAndExchange(CELL, now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
    }

    /** Takes one even if none is left, as for the one connection that a pool may always have; to be released too. */
    public void acquireRegardless() {
        used.getAndIncrement(CELL);
    }

    /** Gives one back. */
    public void release() {
        long before = used.getAndDecrement(CELL);
        assert before > 0 : "released more than was acquired";
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
