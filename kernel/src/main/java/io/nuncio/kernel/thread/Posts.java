package io.nuncio.kernel.thread;

/**
 * What is posted to one dispatcher, run in batches: everything that was posted when a batch begins belongs to it, what
 * its tasks post to a later one. All but {@link #post} is for the loop's thread.
 */
final class Posts {

    /** After so many batches an iteration ends: a task that posts itself for ever starves no I/O. */
    static final int BATCHES_PER_ITERATION_MAX = 8;

    private final Dispatcher dispatcher;
    private final LoopStats stats;
    private final Inbox<Runnable> inbox;
    private final SchedulableCallback due;
    private int batches;

    Posts(Dispatcher dispatcher, LoopStats stats) {
        this.dispatcher = dispatcher;
        this.stats = stats;
        this.inbox = new Inbox<>(dispatcher::wakeUp, this::releaseUnrun);
        this.due = new SchedulableCallback(dispatcher, this::runBatch);
    }

    /** Queues a task, or releases it here and now and answers false. Any thread. */
    boolean post(Runnable task, boolean fromLoop) {
        if (!(fromLoop ? inbox.offerFromLoop(task) : inbox.offer(task))) {
            stats.postRefused();
            release(task);
            return false;
        }
        if (fromLoop) {
            schedule();
        }
        return true;
    }

    void beginIteration() {
        batches = 0;
    }

    /** Schedules a batch if other threads have posted. */
    void scheduleIfAny() {
        if (!inbox.isEmpty()) {
            schedule();
        }
    }

    boolean isEmpty() {
        return inbox.isEmpty();
    }

    boolean mayBlock() {
        return inbox.mayBlock();
    }

    void runBatch() {
        if (inbox.refusing() || inbox.isEmpty()) {
            return;
        }
        dispatcher.clearDeferredDeleteList();
        batches++;
        stats.postBatch();
        for (int left = inbox.beginBatch(); left > 0; left--) {
            Runnable task = inbox.poll();
            if (task == null) {
                return;
            }
            stats.postRun();
            dispatcher.invoke(Dispatcher.Step.RUN, task);
            release(task);
        }
    }

    void refuse() {
        inbox.refuse();
    }

    /** Releases what will not run. */
    void releaseAll() {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            releaseUnrun(task);
        }
    }

    void terminate() {
        inbox.terminate();
    }

    private void schedule() {
        if (batches < BATCHES_PER_ITERATION_MAX) {
            due.scheduleCurrentIteration();
        } else {
            due.scheduleNextIteration();
        }
    }

    private void releaseUnrun(Runnable task) {
        stats.postReleasedUnrun();
        release(task);
    }

    private void release(Runnable task) {
        if (task instanceof Task) {
            dispatcher.guarded(Dispatcher.Step.RELEASE, task);
        }
    }
}
