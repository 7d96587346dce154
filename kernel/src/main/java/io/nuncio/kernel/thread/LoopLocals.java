package io.nuncio.kernel.thread;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one loop keeps for each slot index: a plain array. Loop thread only; a read is one array access. */
public final class LoopLocals {

    private @Nullable Object[] values = new @Nullable Object[16];

    private int size;
    private Consumer<Object> closer = value -> {};

    private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();

    LoopLocals() {}

    /** Takes these locals for one owner, for good; any thread. False if they are somebody's already. */
    public boolean claim(Object newOwner) {
        return owner.compareAndSet(null, newOwner);
    }

    /** Who claimed these locals; any thread. */
    public @Nullable Object owner() {
        return owner.get();
    }

    /** Who closes the values that are still there when the dispatcher closes, from the highest index to the lowest. */
    public void onDispatcherClose(Consumer<Object> valueCloser) {
        closer = valueCloser;
    }

    /** The value at the index, or null if none was set. */
    public @Nullable Object get(int index) {
        // Beyond the size everything is null; asking for the length lets the compiler drop its own check.
        @Nullable Object[] all = values;
        return index < all.length ? all[index] : null;
    }

    /** Sets the value at the index and answers what stood there. */
    public @Nullable Object set(int index, @Nullable Object value) {
        if (index >= size) {
            if (index >= values.length) {
                values = Arrays.copyOf(values, Math.max(index + 1, values.length * 2));
            }
            size = index + 1;
        }
        Object old = values[index];
        values[index] = value;
        return old;
    }

    /** One more than the highest index that was ever set since the last {@link #clear}. */
    public int size() {
        return size;
    }

    /**
     * Takes every value out, from the highest index to the lowest, and hands it to the taker when it is already out.
     * Values that the taker sets are taken out too.
     */
    public void clear(Consumer<Object> taker) {
        while (size > 0) {
            takeHighest(taker);
        }
    }

    /** Takes out the highest value and has it closed. */
    void closeHighest() {
        takeHighest(closer);
    }

    private void takeHighest(Consumer<Object> taker) {
        int top = --size;
        Object old = values[top];
        values[top] = null;
        if (old != null) {
            taker.accept(old);
        }
    }
}
