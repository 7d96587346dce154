package io.nuncio.kernel.stats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that all workers draw from: full at first, refilled continuously, never above its size. Exact, without a
 * lock.
 *
 * <p>Any thread. The caller brings the time, nanoseconds of one monotonic clock; a time before the last one counts as
 * no time passed.
 */
public final class SharedTokenBucket {

    private static final double NS_PER_SECOND = 1e9;

    /** The state counts sixteenths of a nanosecond, so that rounding does not add up to a wrong rate. */
    private static final int TICKS_PER_NS = 16;

    private final long size;
    private final double ticksPerToken;
    private final long ticksToFill;
    private final long originNs;

    /** The moment, in ticks since the origin, at which the bucket would have been empty. */
    private final AtomicLong emptyAt = new AtomicLong();

    /**
     * A full bucket.
     *
     * @param size the most tokens it holds, at least one
     * @param tokensPerSecond how fast it is refilled, above zero
     * @param nowNs the present time
     */
    public SharedTokenBucket(long size, double tokensPerSecond, long nowNs) {
        if (size < 1 || !(tokensPerSecond > 0)) {
            throw new IllegalArgumentException("a bucket of " + size + " at " + tokensPerSecond + "/s");
        }
        this.size = size;
        this.ticksPerToken = NS_PER_SECOND * TICKS_PER_NS / tokensPerSecond;
        this.ticksToFill = ticks(size);
        this.originNs = nowNs;
        emptyAt.set(-ticksToFill);
    }

    private long ticks(long tokens) {
        return Math.round(tokens * ticksPerToken);
    }

    private long now(long nowNs) {
        return Math.multiplyExact(nowNs - originNs, TICKS_PER_NS);
    }

    /** Takes one token if there is one. */
    public boolean tryConsume(long nowNs) {
        return consume(1, false, nowNs) == 1;
    }

    /**
     * Takes tokens.
     *
     * @param tokens how many are wanted
     * @param partial whether fewer will do
     * @return how many were taken; without {@code partial} all or none
     */
    public long consume(long tokens, boolean partial, long nowNs) {
        long now = now(nowNs);
        while (true) {
            long seen = emptyAt.get();
            long from = Math.max(seen, now - ticksToFill);
            long taken = Math.min(tokens, (long) ((now - from) / ticksPerToken));
            if (taken <= 0 || taken < tokens && !partial) {
                return 0;
            }
            if (emptyAt.compareAndSet(seen, Math.min(from + ticks(taken), Math.max(now, from)))) {
                return taken;
            }
        }
    }

    /** Whole tokens that are there. */
    public long remaining(long nowNs) {
        long now = now(nowNs);
        return Math.max(0, Math.min(size, (long) ((now - Math.max(emptyAt.get(), now - ticksToFill)) / ticksPerToken)));
    }

    /** Nanoseconds until there is a token; zero if there is one. */
    public long untilNextNs(long nowNs) {
        long now = now(nowNs);
        double missing = ticksPerToken - (now - Math.max(emptyAt.get(), now - ticksToFill));
        return missing <= 0 ? 0 : (long) Math.ceil(missing / TICKS_PER_NS);
    }

    /** The most tokens it holds. */
    public long size() {
        return size;
    }
}
