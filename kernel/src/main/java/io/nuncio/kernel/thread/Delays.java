package io.nuncio.kernel.thread;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Checks and clips the delays of timers. */
final class Delays {

    private static final long DELAY_MAX_MS = Timer.DELAY_MAX.toMillis();

    private Delays() {}

    static long clippedNs(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("negative delay " + delay);
        }
        return (delay.compareTo(Timer.DELAY_MAX) > 0 ? Timer.DELAY_MAX : delay).toNanos();
    }

    static long clippedNs(long delayMs) {
        if (delayMs < 0) {
            throw new IllegalArgumentException("negative delay " + delayMs + " ms");
        }
        return TimeUnit.MILLISECONDS.toNanos(Math.min(delayMs, DELAY_MAX_MS));
    }
}
