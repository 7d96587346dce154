package io.nuncio.kernel.thread;

/**
 * Where a dispatcher, its timers and Netty's scheduled tasks read the time. Any thread; never fails.
 *
 * <p>Production uses {@link #SYSTEM}; tests use a clock that they turn by hand.
 */
public interface TimeSource {

    /** The clocks of the machine. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long monotonicNs() {
            return System.nanoTime();
        }

        @Override
        public long wallClockMs() {
            return System.currentTimeMillis();
        }
    };

    /** Nanoseconds since an arbitrary origin; never goes back. Compare by subtraction: it may wrap around. */
    long monotonicNs();

    /** Milliseconds since 1970-01-01 UTC; may jump. */
    long wallClockMs();
}
