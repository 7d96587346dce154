package io.nuncio.kernel.thread;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a loop is made.
 *
 * @param kind the kind of I/O asked for; where its native library is missing, NIO is taken and logged
 * @param timeSource the clock of the loop, its timers and Netty's scheduled tasks
 * @param statsSink takes the loop's durations, or null for none (which saves one clock read an iteration)
 */
public record LoopOptions(Kind kind, TimeSource timeSource, LoopStats.@Nullable Sink statsSink) {

    /** What asks the kernel for events. */
    public enum Kind {
        EPOLL,
        IO_URING,
        NIO
    }

    public LoopOptions {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(timeSource, "timeSource");
    }

    /** Epoll, the system's clock, no sink. */
    public static LoopOptions defaults() {
        return new LoopOptions(Kind.EPOLL, TimeSource.SYSTEM, null);
    }

    public LoopOptions withKind(Kind other) {
        return new LoopOptions(other, timeSource, statsSink);
    }

    public LoopOptions withTimeSource(TimeSource other) {
        return new LoopOptions(kind, other, statsSink);
    }

    public LoopOptions withStatsSink(LoopStats.Sink other) {
        return new LoopOptions(kind, timeSource, other);
    }
}
