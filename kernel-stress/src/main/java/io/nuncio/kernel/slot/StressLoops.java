package io.nuncio.kernel.slot;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.RunType;

/**
 * Main and one worker for a stress test. One actor is main: a dispatcher that hasn't been run counts as its caller's.
 * Another actor turns the worker. The arbiter turns main at the end.
 */
class StressLoops {

    private static final LoopOptions NIO = LoopOptions.defaults().withKind(LoopOptions.Kind.NIO);

    final Dispatcher main = Dispatcher.create("main", NIO);
    final Dispatcher worker = Dispatcher.create("worker_0", NIO);
    final Slots slots = new Slots(main);

    StressLoops() {
        slots.registerWorker(worker);
    }

    /** The whole life of the worker: it runs what it was sent up to now, then something, and ends. */
    void runWorker(Runnable last) {
        worker.post(last);
        worker.run(RunType.NON_BLOCK);
        worker.close();
    }

    /** Main runs what it was sent and ends. */
    void runMain() {
        main.run(RunType.NON_BLOCK);
        main.close();
    }
}
