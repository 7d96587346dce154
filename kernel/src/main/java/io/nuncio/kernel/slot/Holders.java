package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;

/** How many holders one thread has for one generation: a plain number. */
@OnWorker
final class Holders {

    private final Generation generation;
    private final ThreadEntries thread;
    private int count;
    private boolean retired;

    /** Written by the thread, read by main for reports. */
    private volatile boolean done;

    Holders(Generation generation, ThreadEntries thread) {
        this.generation = generation;
        this.thread = thread;
    }

    void hold() {
        count++;
    }

    void release() {
        if (count == 0) {
            throw new GenerationEndedException(generation + " isn't held by this thread");
        }
        count--;
        if (count == 0 && retired) {
            done();
        }
    }

    void retire() {
        retired = true;
        if (count == 0) {
            done();
        }
    }

    /** The thread ends, and with it all that could use the generation here. */
    void abandon() {
        if (count > 0) {
            thread.abandoned(generation, count);
        }
        done();
    }

    /** The thread ended before it heard of the generation. */
    @AnyThread
    void neverOpened() {
        done = true;
        generation.arrive();
    }

    /** From here on {@link Generation#hold} finds nothing on this thread. */
    private void done() {
        thread.forget(generation);
        done = true;
        generation.arrive();
    }

    @AnyThread
    boolean isOf(ThreadEntries other) {
        return thread == other;
    }

    @AnyThread
    boolean isDone() {
        return done;
    }

    @AnyThread
    String name() {
        return thread.dispatcher.name();
    }
}
