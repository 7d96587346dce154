package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.AnyThread;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One object for each loop that asks, made when it asks for the first time: scratch space, buffers. Unlike a slot it
 * holds no configuration, belongs to no index space, and lives as long as its owner.
 *
 * <p>The look-up compares the few loops there are; it takes no lock.
 *
 * @param <T> what each loop gets; used on that loop only
 */
public final class PerLoop<T> {

    private final Function<Dispatcher, T> maker;
    /** Grown under the lock, by copying; read without it. */
    private volatile Entry<T>[] entries = entries(0);

    private record Entry<T>(Dispatcher loop, T value) {}

    /** Objects made by {@code maker}, on the loop that asks. */
    public PerLoop(Function<Dispatcher, T> maker) {
        this.maker = maker;
    }

    /**
     * The object of the loop that runs on this thread.
     *
     * @throws WrongThreadException if none does
     */
    @AnyThread
    public T get() {
        return get(Dispatcher.current());
    }

    /** The object of {@code here}, which must be the loop that runs on this thread. */
    public T get(Dispatcher here) {
        for (Entry<T> each : entries) {
            if (each.loop == here) {
                return each.value;
            }
        }
        return add(new Entry<>(here, maker.apply(here))).value;
    }

    private synchronized Entry<T> add(Entry<T> added) {
        Entry<T>[] more = Arrays.copyOf(entries, entries.length + 1);
        more[entries.length] = added;
        entries = more;
        return added;
    }

    /** Shows every object made so far; after their loops have ended. */
    @AnyThread
    public void forEach(Consumer<T> each) {
        for (Entry<T> entry : entries) {
            each.accept(entry.value);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static <T> Entry<T>[] entries(int size) {
        return new Entry[size];
    }
}
