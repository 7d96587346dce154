package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object for each thread, made there by an initializer, used there and closed there.
 *
 * <p>With N workers the initializer runs N+1 times: on each worker when the message arrives, and on main within
 * {@link #set}. An object that is {@link AutoCloseable} is closed on its thread as soon as the thread has replaced it,
 * after {@link #close}, or in {@link Slots#shutdownThread}. So an object that several threads share must not be
 * closeable: share by {@link Slot}, close by {@link Generation}.
 *
 * <p>When a new initializer throws, this is counted and logged and the thread keeps the object it had.
 *
 * @param <T> a type that may be confined to one loop
 */
public final class WorkerLocal<T> extends Entry implements AutoCloseable {

    WorkerLocal(Slots slots, int index, String name) {
        super(slots, index, name);
    }

    /**
     * Makes a new object on every thread, and on threads that register later.
     *
     * <p>{@code initializer} runs on all threads at the same time. It must not use what only main may, nor anything
     * that can be closed before it runs; it may read slots. It may return null: then the thread has no object.
     *
     * @throws SlotClosedException if this is closed
     * @throws SlotsShutDownException after {@link Slots#shutdownGlobalThreading}
     * @throws WrongThreadException not on main
     */
    @OnMain
    public void set(Function<Dispatcher, ? extends @Nullable T> initializer) {
        slots.set(this, Objects.requireNonNull(initializer, "initializer"));
    }

    /**
     * This thread's object: one plain array read.
     *
     * @throws SlotUnsetException if this thread has none
     * @throws UnregisteredThreadException if this is neither main nor a registered worker of these {@link Slots}
     */
    @OnWorker
    @SuppressWarnings("unchecked") // set() is the only writer
    public T get() {
        Object object = here();
        if (object == null) {
            throw nothingHere();
        }
        return (T) object;
    }

    /**
     * As {@link #get}, but null where this thread has no object.
     *
     * @throws UnregisteredThreadException if this is neither main nor a registered worker of these {@link Slots}
     */
    @OnWorker
    @SuppressWarnings("unchecked") // set() is the only writer
    public @Nullable T getOrNull() {
        return (T) hereOrNull();
    }

    /**
     * Calls {@code there} with each thread's object on its thread: posted to every worker, then at once on main. A
     * thread without an object is passed over. What {@code there} throws is counted and logged.
     *
     * @throws SlotClosedException if this is closed
     * @throws SlotsShutDownException after {@link Slots#shutdownGlobalThreading}
     */
    @OnMain
    public void runOnAllThreads(Consumer<T> there) {
        slots.runOnAllThreads(this, erased(there), null);
    }

    /**
     * As {@link #runOnAllThreads(Consumer)}, but main first, and {@code hereWhenAllDone} is posted to main when every
     * thread has run {@code there}, passed it over, or dropped the message (it exited; this was closed meanwhile).
     * Posted exactly once and never called from within, with zero workers too; it sees all effects of {@code there}.
     *
     * @throws SlotClosedException if this is closed
     * @throws SlotsShutDownException after {@link Slots#shutdownGlobalThreading}
     */
    @OnMain
    public void runOnAllThreads(Consumer<T> there, Runnable hereWhenAllDone) {
        slots.runOnAllThreads(this, erased(there), Objects.requireNonNull(hereWhenAllDone, "hereWhenAllDone"));
    }

    /**
     * Ends this; any thread may, and only the first call counts. No initializer and no {@code there} starts after this
     * returns; each thread closes its object when the removal reaches it.
     */
    @Override
    @AnyThread
    public void close() {
        slots.close(this);
    }

    @Override
    @AnyThread
    void dropped(Object object) throws Exception {
        if (object instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @SuppressWarnings("unchecked") // set() is the only writer
    private Consumer<Object> erased(Consumer<T> there) {
        Objects.requireNonNull(there, "there");
        return object -> there.accept((T) object);
    }
}
