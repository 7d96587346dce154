package io.nuncio.kernel.thread;

import java.time.Duration;

/**
 * A one-shot timer of one loop. Loop thread only.
 *
 * <p>Timers that are due in the same pass run in the order of their deadlines, equal deadlines in the order in which
 * they were enabled. A timer disabled, re-enabled or closed by a callback of the same pass does not run in it, although
 * it was due; one enabled in a pass runs in the next iteration at the earliest, even with no delay.
 */
public sealed interface Timer extends AutoCloseable permits TimerQueue.Entry, ScaledTimers.Entry {

    /** The longest delay, 2^31-1 seconds; longer ones are clipped to it. */
    Duration DELAY_MAX = Duration.ofSeconds(Integer.MAX_VALUE);

    /**
     * Arms the timer, or replaces its deadline.
     *
     * @throws IllegalArgumentException if the delay is negative
     * @throws IllegalStateException if the timer was closed
     */
    void enable(Duration delay);

    /** As {@link #enable(Duration)}, in milliseconds and without allocating. */
    void enableMs(long delayMs);

    /** Disarms the timer; does nothing if it is not armed. */
    void disable();

    /** Whether the timer is armed and its callback has not begun. */
    boolean enabled();

    /** Disarms the timer for good. */
    @Override
    void close();
}
