package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One immutable value, the same for all threads: written on main, read on a worker without a lock.
 *
 * <p>A thread sees a new value between two events of its loop, never in the middle of one: whoever reads twice in one
 * callback reads the same. Values arrive in the order in which main set them, on each thread for itself; between two
 * workers nothing is promised. Two slots set in the order A, B are seen by every thread in that order; to see them
 * change at once, set them in {@link Slots#together}.
 *
 * <p>A slot doesn't own what it holds. What must be closed when nobody uses it any more belongs to a
 * {@link Generation}.
 *
 * @param <T> an immutable type: all threads share the one object
 */
public final class Slot<T> extends Entry implements AutoCloseable {

    Slot(Slots slots, int index, String name) {
        super(slots, index, name);
    }

    /**
     * Gives {@code immutable} to every thread: to main before this returns (inside {@link Slots#together}: when that
     * returns), to each worker by one message.
     *
     * @throws SlotClosedException if this slot is closed
     * @throws SlotsShutDownException after {@link Slots#shutdownGlobalThreading}
     * @throws WrongThreadException not on main
     */
    @OnMain
    public void set(T immutable) {
        T value = Objects.requireNonNull(immutable, "a slot's value");
        slots.set(this, loop -> value);
    }

    /**
     * The value that this thread was last told: one plain array read.
     *
     * @throws SlotUnsetException if this thread was never told one, or the slot's removal has reached it
     * @throws UnregisteredThreadException if this is neither main nor a registered worker of this slot's {@link Slots}
     */
    @OnWorker
    @SuppressWarnings("unchecked") // set(T) is the only writer
    public T get() {
        Object value = here();
        if (value == null) {
            throw nothingHere();
        }
        return (T) value;
    }

    /**
     * As {@link #get}, but null where this thread has no value.
     *
     * @throws UnregisteredThreadException if this is neither main nor a registered worker of this slot's {@link Slots}
     */
    @OnWorker
    @SuppressWarnings("unchecked") // set(T) is the only writer
    public @Nullable T getOrNull() {
        return (T) hereOrNull();
    }

    /**
     * Ends this slot; any thread may, and only the first call counts.
     *
     * <p>From the return of this call no thread takes a value of this slot that it hasn't taken yet. The index is free
     * at once if this is main, else as soon as main hears of it. A worker can read its last value until the removal
     * reaches it, as it would with a {@link #set}.
     */
    @Override
    @AnyThread
    public void close() {
        slots.close(this);
    }

    @Override
    @AnyThread
    void dropped(Object object) {
        // The value is shared: that one thread no longer refers to it says nothing about the others.
    }
}
