package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.AnyThread;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform thread for work that blocks on files, so that no loop ever does. Runs its tasks in order, one at a time;
 * how many may wait is bounded.
 */
public final class IoThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);
    /** Tasks that may wait. */
    static final int WAITING_MAX = 4_096;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private volatile boolean closed;

    /** Starts the thread. */
    public IoThread(String name) {
        this.thread = new Thread(this::work, name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Runs {@code task} after those given before; false, and it will not run, if too many wait or this is closed. */
    @AnyThread
    public boolean offer(Runnable task) {
        return !closed && waiting.offer(task);
    }

    /**
     * Runs what waits, then ends the thread and waits for it. What is offered meanwhile may or may not run. Not to be
     * called on a loop that tasks wait for, nor twice at the same time.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(this::stop);
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped;

    private void stop() {
        stopped = true;
    }

    private void work() {
        while (!stopped) {
            try {
                waiting.take().run();
            } catch (InterruptedException e) {
                LOG.warn("{} was interrupted and goes on", thread.getName());
            } catch (RuntimeException e) {
                LOG.error("a task of {} failed", thread.getName(), e);
            }
        }
    }
}
