package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopLocals;
import io.nuncio.kernel.thread.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread (main or a worker) stores for one {@link Slots}: pairs of entry and object in the
 * locals of its loop, at twice the index.
 *
 * <p>Main passes references to this around; the content is its thread's alone.
 */
@OnWorker
final class ThreadEntries {

    final Dispatcher dispatcher;
    private final LoopLocals locals;
    private final SlotCounters counters;

    ThreadEntries(Dispatcher dispatcher, SlotCounters counters) {
        this.dispatcher = dispatcher;
        this.locals = dispatcher.locals();
        this.counters = counters;
    }

    @Nullable
    Object get(Entry entry) {
        return locals.get(entry.at) == entry ? locals.get(entry.at + 1) : null;
    }

    /** Stores, then drops what was there: whoever reads in the drop hook reads the new object. */
    @SuppressWarnings("ReferenceEquality") // an equal object is still another one to close
    void put(Entry entry, @Nullable Object object) throws Exception {
        Object old = get(entry);
        locals.set(entry.at, entry);
        locals.set(entry.at + 1, object);
        if (old != null && old != object) {
            entry.dropped(old);
        }
    }

    /** Forgets the entry, then drops its object. Leaves alone what another entry stored at the same index. */
    void clear(Entry entry) throws Exception {
        Object old = forget(entry);
        if (old != null) {
            entry.dropped(old);
        }
    }

    /** As {@link #clear} without the drop. */
    @Nullable
    Object forget(Entry entry) {
        Object old = get(entry);
        if (locals.get(entry.at) == entry) {
            locals.set(entry.at, null);
            locals.set(entry.at + 1, null);
        }
        return old;
    }

    /** The end of this thread: from the highest index down, so that what was built on lower entries goes before them. */
    void clearAll() {
        for (int at = locals.size() - 2; at >= 0; at -= 2) {
            if (locals.get(at) instanceof Entry entry) {
                apply(new Change.Clear(entry));
            }
        }
    }

    /** A faulty change costs itself, not its neighbours in the same message. */
    void apply(Change change) {
        counters.guard(change, dispatcher.name(), () -> change.apply(this));
    }

    /** The thread ends while it counts holders. */
    void abandoned(Generation generation, int holds) {
        counters.abandoned(generation, dispatcher.name(), holds);
    }

    /** All changes in one message: between two events of this thread they happen together. */
    @AnyThread
    Task message(List<Change> changes) {
        return new Message(this, changes);
    }

    private static final class Message implements Task {

        private final ThreadEntries there;
        private final List<Change> changes;
        private int applied;

        Message(ThreadEntries there, List<Change> changes) {
            this.there = there;
            this.changes = changes;
        }

        @Override
        public void run() {
            for (Change change : changes) {
                applied++;
                there.apply(change);
            }
        }

        /** After the run, or instead of it: then perhaps on the thread that posted. */
        @Override
        public void release() {
            for (int i = 0; i < changes.size(); i++) {
                changes.get(i).settled(there, i < applied);
            }
        }
    }
}
