package io.nuncio.kernel.thread;

import java.util.ArrayList;

/**
 * What is to be ended on one dispatcher's thread: the objects that the loop defers so that they do not end within their
 * own call stack, and those that other threads hand over. All but {@link #handOver} is for the loop's thread.
 */
final class Deletes {

    private final Dispatcher dispatcher;
    private final Inbox<Deletable> inbox;
    private final SchedulableCallback inboxDue;
    private final SchedulableCallback deferredDue;

    /** Two lists that change places: what a delete defers goes into the other one and is ended by the next clear. */
    private ArrayList<Deletable> deferred = new ArrayList<>();

    private ArrayList<Deletable> spare = new ArrayList<>();
    private boolean clearing;
    private boolean terminated;

    Deletes(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.inbox = new Inbox<>(dispatcher::wakeUp, d -> dispatcher.guarded(Dispatcher.Step.DELETE, d));
        this.inboxDue = new SchedulableCallback(dispatcher, this::runInbox);
        this.deferredDue = new SchedulableCallback(dispatcher, this::clearDeferred);
    }

    /** Queues an object, or answers false. Any thread. */
    boolean handOver(Deletable deletable, boolean fromLoop) {
        if (!fromLoop) {
            return inbox.offer(deletable);
        }
        boolean accepted = inbox.offerFromLoop(deletable);
        scheduleIfAny();
        return accepted;
    }

    /** Adds an object to those that end with the next clear; after the dispatcher's end, ends it at once. */
    void defer(Deletable deletable) {
        if (terminated) {
            delete(deletable);
            return;
        }
        deferred.add(deletable);
        if (deferred.size() == 1) {
            deferredDue.scheduleCurrentIteration();
        }
    }

    /** Ends, in order, all that were deferred before the call; does nothing from within a delete. */
    void clearDeferred() {
        if (clearing || deferred.isEmpty()) {
            return;
        }
        ArrayList<Deletable> batch = deferred;
        deferred = spare;
        spare = batch;
        clearing = true;
        for (Deletable deletable : batch) {
            delete(deletable);
        }
        batch.clear();
        clearing = false;
    }

    /** Schedules what other threads have handed over. */
    void scheduleIfAny() {
        if (!inbox.isEmpty()) {
            inboxDue.scheduleCurrentIteration();
        }
    }

    boolean isEmpty() {
        return inbox.isEmpty() && deferred.isEmpty();
    }

    boolean mayBlock() {
        return inbox.mayBlock();
    }

    void runInbox() {
        for (int left = inbox.beginBatch(); left > 0; left--) {
            Deletable deletable = inbox.poll();
            if (deletable == null) {
                return;
            }
            delete(deletable);
        }
    }

    void terminate() {
        inbox.terminate();
        terminated = true;
    }

    private void delete(Deletable deletable) {
        dispatcher.invoke(Dispatcher.Step.DELETE, deletable);
    }
}
