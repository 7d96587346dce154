package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopLocals;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in the index space of one {@link Slots}: the mechanism behind {@link Slot}, {@link WorkerLocal} and
 * {@link Generation}.
 *
 * <p>Each thread keeps pairs (entry, object) in the locals of its loop, which are one plain array. The pair names its owner, so
 * that a reader proves with one comparison that the object is its own: an index that was reused, a thread of another
 * instance and an entry that was never set all fail the same comparison, and no closed flag is read on the way. The
 * array belongs to its thread, hence plain reads.
 */
abstract sealed class Entry permits Slot, WorkerLocal, Generation {

    final Slots slots;
    final int index;

    /** Where the pair stands in the locals of a loop. */
    final int at;

    final String name;

    /** What the threads were last told to store, for threads that register later. Main only. */
    @Nullable
    Function<Dispatcher, ? extends @Nullable Object> latest;

    /** When {@link #latest} was given for the first time, in main's order of first sets. Main only. */
    long firstSetOrder;

    private final AtomicBoolean closed = new AtomicBoolean();

    Entry(Slots slots, int index, String name) {
        this.slots = slots;
        this.index = index;
        this.at = 2 * index;
        this.name = name;
    }

    /** The object of the calling thread, or null when this thread has none (or isn't one of ours). */
    @AnyThread
    final @Nullable Object here() {
        Dispatcher loop = Dispatcher.currentOrNull();
        LoopLocals locals = loop != null ? loop.locals() : slots.localsOutsideLoops();
        return locals != null && locals.get(at) == this ? locals.get(at + 1) : null;
    }

    /** As {@link #here}, for callers that must be told when they stand on a thread that can never have one. */
    @AnyThread
    final @Nullable Object hereOrNull() {
        Object object = here();
        if (object == null) {
            slots.checkRegistered(this);
        }
        return object;
    }

    /** Why {@link #here} had nothing to give. */
    @AnyThread
    final RuntimeException nothingHere() {
        slots.checkRegistered(this);
        return new SlotUnsetException(this + (isClosed() ? " is closed" : " has no value on this thread"));
    }

    /** The calling thread dropped {@code object}: it was replaced, or the entry was closed, or the thread ends. */
    @AnyThread
    abstract void dropped(Object object) throws Exception;

    @AnyThread
    final boolean isClosed() {
        return closed.get();
    }

    /** True for the one caller that closed it. */
    @AnyThread
    final boolean markClosed() {
        return closed.compareAndSet(false, true);
    }

    @Override
    @AnyThread
    public final String toString() {
        return name + "#" + index;
    }
}
