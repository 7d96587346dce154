package io.nuncio.proxy.downstream;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.filter.thread.AnyThread;

/**
 * How fast connections are asked to end: {@code --drain-time-s} and {@code --drain-strategy}.
 *
 * @param durationMs from this time on each one is asked
 * @param gradual before that the chance grows with the time that has passed; else each one is asked at once
 */
@AnyThread
@Immutable
public record DrainPace(long durationMs, boolean gradual) {

    /** Envoy's default of {@code --drain-time-s}, in milliseconds. */
    public static final long DURATION_DEFAULT_MS = 600_000;

    /** What Envoy does when the command line says nothing. */
    public static final DrainPace DEFAULT = new DrainPace(DURATION_DEFAULT_MS, true);

    /** Each one is asked at once. */
    public static final DrainPace AT_ONCE = new DrainPace(0, false);
}
