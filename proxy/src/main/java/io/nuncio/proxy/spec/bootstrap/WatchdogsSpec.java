package io.nuncio.proxy.spec.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/**
 * When a loop that does not come round counts as stuck, and what then happens: Envoy's {@code Watchdogs}.
 *
 * @param main for the main thread
 * @param worker for each worker
 */
@Immutable
public record WatchdogsSpec(Watchdog main, Watchdog worker) {

    /** Envoy's defaults, where nothing is configured. */
    public static final WatchdogsSpec DEFAULT = new WatchdogsSpec(Watchdog.DEFAULT, Watchdog.DEFAULT);

    /**
     * The limits of one kind of thread.
     *
     * @param missMs a loop that did not come round for so long has missed
     * @param megamissMs and so long: has missed badly
     * @param killMs the process is ended after that; 0 never
     * @param maxKillJitterMs a random time up to it is added to {@code killMs}
     * @param multikillMs the process is ended when so many threads (see the threshold) have missed so long; 0 never
     * @param multikillThresholdPercent the share of threads, 0 to 100; at least two threads are needed in any case
     * @param actions what runs at an event, in order
     */
    @Immutable
    public record Watchdog(
            long missMs,
            long megamissMs,
            long killMs,
            long maxKillJitterMs,
            long multikillMs,
            double multikillThresholdPercent,
            ImmutableList<Action> actions) {
        /** Envoy's default of {@code miss_timeout}. */
        public static final long MISS_DEFAULT_MS = 200;
        /** Envoy's default of {@code megamiss_timeout}. */
        public static final long MEGAMISS_DEFAULT_MS = 1_000;

        /** Envoy's defaults: nothing is killed. */
        public static final Watchdog DEFAULT =
                new Watchdog(MISS_DEFAULT_MS, MEGAMISS_DEFAULT_MS, 0, 0, 0, 0.0, ImmutableList.of());
    }

    /** What a watchdog can see. */
    public enum Event {
        UNKNOWN,
        KILL,
        MULTIKILL,
        MEGAMISS,
        MISS
    }

    /**
     * What is done at an event.
     *
     * @param event the event
     * @param name the extension, Envoy's {@code envoy.watchdog.abort_action} for one
     * @param waitMs what it waits before it acts, where it does wait; 0 otherwise
     */
    @Immutable
    public record Action(Event event, String name, long waitMs) {}
}
