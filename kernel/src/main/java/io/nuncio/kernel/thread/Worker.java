package io.nuncio.kernel.thread;

/**
 * One of the N threads that carry traffic: the platform thread {@code wrk:worker_<i>} drives the dispatcher
 * {@code worker_<i>}. Made, started and stopped on the main thread.
 *
 * <p>What is posted before the start runs first when the loop starts. At the end, on the worker: the loop ends, posts
 * that were not run are released, deletes are drained; the {@link #onLoopEnded} hooks run, in order; the loop's locals
 * are cleared; the dispatcher closes.
 */
public final class Worker {

    private final int index;
    private final Dispatcher dispatcher;
    private final LoopThread thread;

    private Worker(int index, Dispatcher dispatcher) {
        this.index = index;
        this.dispatcher = dispatcher;
        this.thread = new LoopThread("wrk:" + dispatcher.name(), dispatcher);
    }

    /** A worker that is not started yet. */
    public static Worker create(int index, LoopOptions options) {
        return new Worker(index, Dispatcher.create("worker_" + index, options));
    }

    public int index() {
        return index;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Adds what runs on the worker after its loop has ended and before its locals are cleared; before the start. */
    public void onLoopEnded(Runnable ending) {
        thread.onLoopEnded(ending);
    }

    /** Starts the thread; an {@link IllegalStateException} if it was started or stopped before. */
    public void start() {
        thread.startLoop();
    }

    /** Ends the loop and waits until the thread is gone. A worker that was never started ends on the caller's thread. */
    public void stop() {
        thread.stopLoop();
    }
}
