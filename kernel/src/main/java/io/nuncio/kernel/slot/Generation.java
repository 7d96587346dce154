package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who still uses what was published: lets main close the old thing when no thread has a stream, a connection or a
 * filter thread of it any more, however long after the last worker swapped that is.
 *
 * <p>The way of a generation:
 *
 * <pre>{@code
 * main:    Generation g = slots.generations().open("listener http");
 *          slot.set(new Published(spec, g));                        // g travels with what it guards
 * worker:  slot.get().generation().hold();                          // at the birth of a stream, in the same event
 *          ... the stream keeps the spec of its birth ...
 *          g.release();                                             // at its end, on the same worker
 * main:    slots.together(() -> { slot.set(next); g.retire(closer); });
 * }</pre>
 *
 * <p>A hold is a plain {@code ++} of a number that only this thread sees. A thread that has been told of the retirement
 * and counts zero says so once and can't hold again; when the last thread has said so, {@code closer} is posted to main.
 * Main is one of the threads: it may hold too.
 *
 * <p>What is defined besides:
 * <ul>
 *   <li>Retire after, or together with, the {@code set} that takes the old thing out of reach: a thread that can still
 *       find it must be able to hold it.
 *   <li>While a thread counts at least one, it may hold once more, retired or not: a connection's streams hold the
 *       generation of the connection.
 *   <li>A worker that registers late takes part in every generation that isn't retired.
 *   <li>A worker that has left its loop but hasn't called {@link Slots#shutdownThread} still counts, for its streams
 *       are yet to be destroyed. In {@code shutdownThread} it says that it is done, whatever its count; holds left over
 *       are logged and counted, since they are either a leak or belong into a {@link Lease}.
 *   <li>What can outlive its worker (a filter thread that doesn't end when interrupted) takes a {@link Lease}.
 *   <li>When main ends, what is retired and free is closed in {@link Slots#shutdownThread}; what is still leased is
 *       closed by whoever closes the last lease; what was never retired isn't closed.
 * </ul>
 */
public final class Generation extends Entry {

    /** Each thread, each lease, and the owner until {@link #retire}. */
    private final Countdown users;

    /** One for each thread that takes part. Main only. */
    private final List<Holders> threads = new ArrayList<>();

    private boolean retired;
    private @Nullable Runnable closeOnMain;

    Generation(Slots slots, int index, String name) {
        super(slots, index, name);
        this.users = new Countdown(1, () -> slots.generations().unused(this));
    }

    /**
     * Counts one more holder on this thread.
     *
     * @throws GenerationEndedException if this thread has said that it is done with this generation, or hasn't been
     *     told of it yet
     * @throws UnregisteredThreadException on a thread that is neither main nor a registered worker
     */
    @OnWorker
    public void hold() {
        holders().hold();
    }

    /**
     * Takes back one {@link #hold} of this thread.
     *
     * @throws GenerationEndedException if this thread holds none
     * @throws UnregisteredThreadException on a thread that is neither main nor a registered worker
     */
    @OnWorker
    public void release() {
        holders().release();
    }

    /**
     * A hold that isn't tied to this thread: it may be closed anywhere, also after the thread has ended. Costs an atomic
     * operation and an allocation, so streams use {@link #hold}.
     *
     * @throws GenerationEndedException as {@link #hold}
     * @throws UnregisteredThreadException on a thread that is neither main nor a registered worker
     */
    @OnWorker
    public Lease lease() {
        holders();
        users.join();
        return new Lease(users);
    }

    /**
     * Says that what this generation guards can't be found any more. May be called after
     * {@link Slots#shutdownGlobalThreading}; then the workers answer by ending.
     *
     * @param closer posted to main, once, when nobody holds this generation any more; what it throws is logged and
     *     counted
     * @throws IllegalStateException if it is retired already
     * @throws WrongThreadException not on main
     */
    @OnMain
    public void retire(Runnable closer) {
        Objects.requireNonNull(closer, "closer");
        slots.requireMain();
        if (retired) {
            throw new IllegalStateException(this + " is retired already");
        }
        retired = true;
        slots.send(new Retire(this, closer), false);
    }

    /** Whether {@link #retire} was called. */
    @OnMain
    public boolean isRetired() {
        slots.requireMain();
        return retired;
    }

    /** The name given to {@link Generations#open}. */
    @AnyThread
    public String name() {
        return name;
    }

    /** The threads that haven't said yet that they are done: for an admin who asks why something old is still open. */
    @OnMain
    public List<String> waitingFor() {
        slots.requireMain();
        return threads.stream()
                .filter(thread -> !thread.isDone())
                .map(Holders::name)
                .toList();
    }

    @OnWorker
    private Holders holders() {
        Object holders = here();
        if (holders == null) {
            slots.checkRegistered(this);
            throw new GenerationEndedException(this + " isn't open on this thread");
        }
        return (Holders) holders;
    }

    @OnMain
    private Holders join(ThreadEntries thread) {
        users.join();
        Holders holders = new Holders(this, thread);
        threads.add(holders);
        return holders;
    }

    /** A worker that registered late, if it can still come across this generation. */
    @OnMain
    @Nullable
    Change joined(ThreadEntries late) {
        return closeOnMain != null ? null : new Open(this, List.of(join(late)));
    }

    /** One user less: a thread that is done, or the owner. */
    @AnyThread
    void arrive() {
        users.arrive();
    }

    @AnyThread
    boolean isUnused() {
        return users.isZero();
    }

    @AnyThread
    @Nullable
    Runnable closer() {
        return closeOnMain;
    }

    /** The thread ends. */
    @Override
    @OnWorker
    void dropped(Object object) {
        ((Holders) object).abandon();
    }

    /** Each thread begins to count. */
    static final class Open implements Change {

        private final Generation generation;
        private List<Holders> threads;

        Open(Generation generation, List<Holders> threads) {
            this.generation = generation;
            this.threads = threads;
        }

        @Override
        public void sent(List<ThreadEntries> workers) {
            List<Holders> all = new ArrayList<>();
            all.add(generation.join(generation.slots.mainEntries));
            workers.forEach(worker -> all.add(generation.join(worker)));
            threads = List.copyOf(all);
            generation.slots.generations().opened(generation);
        }

        @Override
        public void revoked() {
            generation.slots.freeIndex(generation);
        }

        @Override
        public void apply(ThreadEntries here) throws Exception {
            for (Holders holders : threads) {
                if (holders.isOf(here)) {
                    here.put(generation, holders);
                }
            }
        }

        @Override
        public void settled(ThreadEntries there, boolean applied) {
            if (!applied) {
                threads.stream().filter(holders -> holders.isOf(there)).forEach(Holders::neverOpened);
            }
        }
    }

    /** Each thread that counts zero, now or later, is done. A thread that drops the message is done when it ends. */
    private record Retire(Generation generation, Runnable closer) implements Change {

        @Override
        public void sent(List<ThreadEntries> workers) {
            generation.closeOnMain = closer;
            generation.arrive();
        }

        @Override
        public void revoked() {
            generation.retired = false;
        }

        @Override
        public void apply(ThreadEntries here) {
            if (here.get(generation) instanceof Holders holders) {
                holders.retire();
            }
        }
    }
}
