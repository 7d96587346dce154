package io.nuncio.kernel.thread;

import java.time.Duration;

/**
 * What a scaled timer waits at least, however high the load: a fixed time, or a share of its maximum.
 *
 * @param absoluteNs the fixed time in nanoseconds; 0 if a share is meant
 * @param ratio the share, 0 to 1; 0 if a fixed time is meant
 */
public record ScaledMinimum(long absoluteNs, double ratio) {

    public ScaledMinimum {
        if (absoluteNs < 0 || !(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("scaled minimum of " + absoluteNs + " ns, ratio " + ratio);
        }
    }

    /** A fixed time; a timer whose maximum is shorter waits for its maximum. */
    public static ScaledMinimum of(Duration minimum) {
        return new ScaledMinimum(Delays.clippedNs(minimum), 0);
    }

    /** A share of the maximum, 0 to 1. */
    public static ScaledMinimum ofRatio(double ratio) {
        return new ScaledMinimum(0, ratio);
    }

    long minimumNs(long maximumNs) {
        return Math.min(maximumNs, Math.max(absoluteNs, (long) (maximumNs * ratio)));
    }
}
