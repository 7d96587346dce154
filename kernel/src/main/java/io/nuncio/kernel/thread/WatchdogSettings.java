package io.nuncio.kernel.thread;

/**
 * When a loop that does not come back is reported, and when it is fatal: Envoy's {@code Watchdog} message. All times in
 * milliseconds.
 *
 * @param missMs reports a miss; 0 means the default
 * @param megamissMs reports a megamiss; 0 means the default
 * @param killMs fatal when one thread is stuck for so long; 0 means never
 * @param killJitterMaxMs up to so much is added to {@code killMs}, at random, when the guard dog is made
 * @param multikillMs fatal when several threads are stuck for so long; 0 means never
 * @param multikillThresholdPercent how many threads that are, in percent of those watched, but two at least
 */
public record WatchdogSettings(
        long missMs,
        long megamissMs,
        long killMs,
        long killJitterMaxMs,
        long multikillMs,
        double multikillThresholdPercent) {

    public static final long MISS_DEFAULT_MS = 200;
    public static final long MEGAMISS_DEFAULT_MS = 1000;

    public WatchdogSettings {
        if (missMs < 0 || megamissMs < 0 || killMs < 0 || killJitterMaxMs < 0 || multikillMs < 0) {
            throw new IllegalArgumentException("negative watchdog timeout");
        }
        if (!(multikillThresholdPercent >= 0 && multikillThresholdPercent <= 100)) {
            throw new IllegalArgumentException("multikill threshold of " + multikillThresholdPercent + " %");
        }
        missMs = missMs == 0 ? MISS_DEFAULT_MS : missMs;
        megamissMs = megamissMs == 0 ? MEGAMISS_DEFAULT_MS : megamissMs;
    }

    /** Misses after 200 ms, megamisses after a second, nothing fatal. */
    public static WatchdogSettings defaults() {
        return new WatchdogSettings(0, 0, 0, 0, 0, 0);
    }

    public WatchdogSettings withKillMs(long kill, long jitterMax) {
        return new WatchdogSettings(missMs, megamissMs, kill, jitterMax, multikillMs, multikillThresholdPercent);
    }

    public WatchdogSettings withMultikillMs(long multikill, double thresholdPercent) {
        return new WatchdogSettings(missMs, megamissMs, killMs, killJitterMaxMs, multikill, thresholdPercent);
    }

    /** How often the guard dog looks: the shortest of the timeouts that are in force. */
    long intervalMs() {
        long shortest = Math.min(missMs, megamissMs);
        if (killMs > 0) {
            shortest = Math.min(shortest, killMs);
        }
        return multikillMs > 0 ? Math.min(shortest, multikillMs) : shortest;
    }

    /** How many of the watched threads must be stuck for a multikill. */
    int multikillThreads(int watched) {
        return Math.max(2, (int) Math.ceil(multikillThresholdPercent / 100 * watched));
    }
}
