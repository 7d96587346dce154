package io.nuncio.kernel.thread;

import org.jspecify.annotations.Nullable;

/**
 * A callback that a loop runs in its current or its next iteration. Loop thread only.
 *
 * <p>Callbacks of one iteration run in the order in which they were scheduled. Scheduling one that is already scheduled
 * changes nothing: one due in this iteration is not put off by asking for the next, one due in the next is not pulled
 * forward by asking for this.
 */
public final class SchedulableCallback implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final Runnable callback;

    @Nullable
    CallbackList list;

    @Nullable
    SchedulableCallback previous;

    @Nullable
    SchedulableCallback next;

    private boolean closed;

    SchedulableCallback(Dispatcher dispatcher, Runnable callback) {
        this.dispatcher = dispatcher;
        this.callback = callback;
    }

    /**
     * Runs the callback in this iteration, after those already scheduled; a callback that schedules itself again runs
     * again in the same iteration, so it must end by itself. Outside an iteration: in the next one.
     *
     * @throws IllegalStateException if closed
     */
    public void scheduleCurrentIteration() {
        schedule(dispatcher.due());
    }

    /**
     * Runs the callback in the next iteration, after the loop has looked for I/O.
     *
     * @throws IllegalStateException if closed
     */
    public void scheduleNextIteration() {
        schedule(dispatcher.dueNext());
    }

    /** Takes the callback back; does nothing if it is not scheduled. */
    public void cancel() {
        dispatcher.checkThread();
        if (list != null) {
            list.remove(this);
        }
    }

    /** Whether the callback is scheduled and has not begun. */
    public boolean enabled() {
        return list != null;
    }

    /** Cancels for good. */
    @Override
    public void close() {
        cancel();
        closed = true;
    }

    Runnable callback() {
        return callback;
    }

    private void schedule(CallbackList into) {
        dispatcher.checkThread();
        if (closed) {
            throw new IllegalStateException("schedulable callback is closed");
        }
        if (list == null) {
            into.add(this);
        }
    }
}
