package io.nuncio.kernel.thread;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher that the test's own thread turns by hand, on a clock that the test turns by hand. Several may live on one
 * thread, sharing a clock.
 */
public final class ManualLoop implements AutoCloseable {

    /** More passes than any test needs; a loop that is never idle fails the test instead of hanging it. */
    private static final int PASSES_MAX = 100_000;

    private final ManualTimeSource time;
    private final Dispatcher dispatcher;

    public ManualLoop(String name) {
        this(name, new ManualTimeSource());
    }

    public ManualLoop(String name, ManualTimeSource time) {
        this(name, time, LoopOptions.defaults().withKind(LoopOptions.Kind.NIO).withTimeSource(time));
    }

    public ManualLoop(String name, ManualTimeSource time, LoopOptions options) {
        this.time = time;
        this.dispatcher = Dispatcher.create(name, options);
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    public ManualTimeSource time() {
        return time;
    }

    /** One pass over what is ready. */
    public void runOnce() {
        dispatcher.run(RunType.NON_BLOCK);
    }

    /** Passes until nothing is ready: no post, no callback, no delete, no due timer. Not for I/O under way. */
    public void runUntilIdle() {
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            runOnce();
            if (!dispatcher.workWaits()) {
                return;
            }
        }
        throw new AssertionError("loop " + dispatcher.name() + " is never idle");
    }

    /** Turns the clock, then the loop until it is idle. */
    public void advance(Duration by) {
        time.advance(by);
        runUntilIdle();
    }

    /** Runs code as if called from this loop, outside an iteration: {@link Dispatcher#current} answers it. */
    public void asCurrent(Runnable code) {
        asCurrent(() -> {
            code.run();
            return null;
        });
    }

    /** As {@link #asCurrent(Runnable)}, with an answer. */
    public <T extends @Nullable Object> T asCurrent(Supplier<T> code) {
        Dispatcher previous = LoopThread.enter(dispatcher);
        try {
            return code.get();
        } finally {
            LoopThread.enter(previous);
        }
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
