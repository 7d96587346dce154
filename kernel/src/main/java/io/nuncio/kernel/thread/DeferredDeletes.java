package io.nuncio.kernel.thread;

import java.util.ArrayList;

/**
 * What is to be ended outside its own call stack: two lists that change places, so that what a delete defers goes into
 * the other one and is ended by the next clear. Loop thread only.
 */
final class DeferredDeletes {

    private ArrayList<Deletable> current = new ArrayList<>();
    private ArrayList<Deletable> other = new ArrayList<>();
    private boolean clearing;

    /** Adds one and answers whether it is the first since the lists changed places. */
    boolean add(Deletable deletable) {
        current.add(deletable);
        return current.size() == 1;
    }

    boolean isEmpty() {
        return current.isEmpty();
    }

    /** Ends, in order, all that were added before the call; does nothing from within a delete. */
    void clear(Dispatcher dispatcher) {
        if (clearing || current.isEmpty()) {
            return;
        }
        ArrayList<Deletable> batch = current;
        current = other;
        other = batch;
        clearing = true;
        for (Deletable deletable : batch) {
            dispatcher.invoke(Dispatcher.Step.DELETE, deletable);
        }
        batch.clear();
        clearing = false;
    }
}
