package io.nuncio.kernel.thread;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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

    /** As {@link #join}, however often the caller is interrupted; it stays interrupted. Not to be called on main. */
    public void joinUninterruptibly() {
        LoopThread.joinUninterruptibly(thread);
    }

    /**
     * Has main answer a question, and waits for the answer however often the caller is interrupted; it stays interrupted.
     * On main the question is simply answered.
     *
     * @throws ExecutionException if answering failed
     * @throws CancellationException if main has ended, or ends before it answers
     */
    public <T> T ask(Callable<T> question) throws ExecutionException {
        Question<T> asked = new Question<>(question);
        if (Dispatcher.currentOrNull() == dispatcher) {
            asked.run();
        } else {
            dispatcher.post((Task) asked);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return asked.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Cancelled if main ends before it answers. */
    private static final class Question<T> extends FutureTask<T> implements Task {
        Question(Callable<T> question) {
            super(question);
        }

        @Override
        public void release() {
            cancel(false);
        }
    }

    /** Waits until the thread has ended by itself, by {@link Dispatcher#exit}. */
    public void join() throws InterruptedException {
        thread.join();
    }
}
