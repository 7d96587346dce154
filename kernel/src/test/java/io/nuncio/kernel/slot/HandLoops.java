package io.nuncio.kernel.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.kernel.thread.ManualTimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Main and workers whose loops are turned by hand, all on the thread of the test: what a loop has been sent waits until
 * the test turns it. A worker that isn't turned is a blocked worker.
 */
final class HandLoops implements AutoCloseable {

    /** The longest chain of messages is worker, main, worker, main. */
    private static final int ROUNDS = 4;

    final ManualTimeSource time = new ManualTimeSource();
    final ManualLoop main = new ManualLoop("main", time);
    final List<ManualLoop> workers = new ArrayList<>();
    final Slots slots;

    HandLoops(int workerCount) {
        main.runOnce();
        slots = new Slots(main.dispatcher());
        for (int i = 0; i < workerCount; i++) {
            ManualLoop worker = newWorker();
            onMain(() -> slots.registerWorker(worker.dispatcher()));
        }
    }

    /** A worker that isn't registered. */
    ManualLoop newWorker() {
        ManualLoop worker = new ManualLoop("worker_" + workers.size(), time);
        workers.add(worker);
        return worker;
    }

    ManualLoop worker(int i) {
        return workers.get(i);
    }

    List<ManualLoop> all() {
        List<ManualLoop> all = new ArrayList<>(workers);
        all.add(main);
        return all;
    }

    /** Turns all loops until nothing moves. */
    void drain() {
        for (int round = 0; round < ROUNDS; round++) {
            all().forEach(ManualLoop::runUntilIdle);
        }
    }

    /** Acts as main, at once: what waits for main goes on waiting. */
    void onMain(Runnable action) {
        main.asCurrent(action);
    }

    /** As {@link #onMain}, with an answer. */
    <R extends @Nullable Object> R askMain(Supplier<R> question) {
        return main.asCurrent(question);
    }

    /** What the current loop is called. */
    static String here() {
        return Dispatcher.current().name();
    }

    @Override
    public void close() {
        all().forEach(ManualLoop::close);
        for (ManualLoop loop : all()) {
            assertThat(loop.dispatcher().stats().failures())
                    .as(
                            "what slots do on %s throws nothing into the loop",
                            loop.dispatcher().name())
                    .isZero();
        }
    }
}
