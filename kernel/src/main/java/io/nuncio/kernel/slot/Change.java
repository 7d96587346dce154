package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One change that every thread makes to its own entries, in the order in which main asked.
 *
 * <p>Between the asking and the moment when it is sent lies the rest of {@link Slots#together}; only what is sent counts.
 */
interface Change {

    /** It goes to these workers and to main now. */
    @OnMain
    default void sent(List<ThreadEntries> workers) {}

    /** {@link Slots#together} failed: it isn't sent, unless it is {@link #irrevocable}. */
    @OnMain
    default void revoked() {}

    /** True if it is sent although {@link Slots#together} failed: what was closed stays closed. */
    @OnMain
    default boolean irrevocable() {
        return false;
    }

    /** Made on the thread that {@code here} belongs to. */
    @OnWorker
    void apply(ThreadEntries here) throws Exception;

    /**
     * The last word for one thread, exactly once: the change was applied there, or ({@code applied} false) the message
     * was dropped and never will be. Then the caller may be any thread.
     */
    @AnyThread
    default void settled(ThreadEntries there, boolean applied) {}

    /** The initializer runs and its object is stored, unless the entry has been closed meanwhile. */
    record Store(Entry entry, Function<Dispatcher, ? extends @Nullable Object> initializer) implements Change {

        @Override
        public void sent(List<ThreadEntries> workers) {
            if (entry.latest == null) {
                entry.firstSetOrder = entry.slots.nextFirstSet();
            }
            entry.latest = initializer;
        }

        @Override
        public void apply(ThreadEntries here) throws Exception {
            if (!entry.isClosed()) {
                here.put(entry, initializer.apply(here.dispatcher));
            }
        }
    }

    /** The entry is closed: its object leaves the thread, so that the next owner of the index finds nothing. */
    record Clear(Entry entry) implements Change {

        @Override
        public boolean irrevocable() {
            return true;
        }

        @Override
        public void apply(ThreadEntries here) throws Exception {
            here.clear(entry);
        }
    }

    /** A callback, with the thread's object of an entry if there is one, or without any. */
    final class Run implements Change {

        private final Slots slots;
        private final @Nullable Entry entry;
        private final Consumer<@Nullable Object> callback;
        private final @Nullable Runnable doneOnMain;
        private @Nullable Countdown completion;

        Run(Slots slots, @Nullable Entry entry, Consumer<@Nullable Object> callback, @Nullable Runnable doneOnMain) {
            this.slots = slots;
            this.entry = entry;
            this.callback = callback;
            this.doneOnMain = doneOnMain;
        }

        @Override
        public void sent(List<ThreadEntries> workers) {
            if (doneOnMain != null) {
                slots.counters.completionsPending.incrementAndGet();
                completion = new Countdown(workers.size() + 1, this::complete);
            }
        }

        @Override
        public void apply(ThreadEntries here) {
            if (entry == null) {
                callback.accept(null);
            } else if (!entry.isClosed()) {
                Object object = here.get(entry);
                if (object != null) {
                    callback.accept(object);
                }
            }
        }

        @Override
        public void settled(ThreadEntries there, boolean applied) {
            if (completion != null) {
                completion.arrive();
            }
        }

        private void complete() {
            slots.counters.completionsPending.decrementAndGet();
            if (doneOnMain != null) {
                slots.main.post(doneOnMain);
            }
        }
    }
}
