package io.nuncio.benchmarks;

import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.Worker;
import java.util.concurrent.CountDownLatch;

/** Runs what is measured on a worker's own thread, where the product runs it: JMH's threads are no loops. */
final class LoopRunner implements AutoCloseable {

    private final Worker worker = Worker.create(0, LoopOptions.defaults());

    LoopRunner() {
        worker.start();
    }

    /** Runs it on the loop and waits; worth it for what takes a millisecond or more. */
    void run(Runnable measured) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        worker.dispatcher().post(() -> {
            measured.run();
            done.countDown();
        });
        done.await();
    }

    @Override
    public void close() {
        worker.stop();
    }
}
