package io.nuncio.kernel.thread;

/**
 * The thread that owns what is shared: the platform thread {@code main} drives the dispatcher {@code main}. Several may
 * live in one process. Ends as a {@link Worker} does.
 */
public final class MainThread {

    private final Dispatcher dispatcher;
    private final LoopThread thread;

    private MainThread(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.thread = new LoopThread(dispatcher.name(), dispatcher);
    }

    /** A main thread that is not started yet. */
    public static MainThread create(LoopOptions options) {
        return new MainThread(Dispatcher.create("main", options));
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Adds what runs on the main thread after its loop has ended and before its locals are cleared; before the start. */
    public void onLoopEnded(Runnable ending) {
        thread.onLoopEnded(ending);
    }

    /** Starts the thread; an {@link IllegalStateException} if it was started or stopped before. */
    public void start() {
        thread.startLoop();
    }

    /** Ends the loop and waits until the thread is gone; not to be called on it. */
    public void stop() {
        thread.stopLoop();
    }

    /** Waits until the thread has ended by itself, by {@link Dispatcher#exit}. */
    public void join() throws InterruptedException {
        thread.join();
    }
}
