package io.nuncio.proxy.wire;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.RunType;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A dispatcher that the test's thread turns while it waits for something, with real sockets and the system's clock. */
public final class TestLoop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Dispatcher dispatcher;
    private final WireLoop wire;

    public TestLoop(LoopOptions.Kind kind) {
        dispatcher = Dispatcher.create("test", LoopOptions.defaults().withKind(kind));
        wire = new WireLoop(dispatcher, 0, 1);
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    public WireLoop wire() {
        return wire;
    }

    /** Turns the loop until the condition holds. */
    public void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never happened: " + what);
            }
            dispatcher.run(RunType.NON_BLOCK);
        }
    }

    /** Turns the loop so often that whatever can happen by itself has happened. */
    public void settle() {
        for (int i = 0; i < 50; i++) {
            dispatcher.run(RunType.NON_BLOCK);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
