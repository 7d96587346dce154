package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.LoopLocals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one Nuncio instance: main's half of the road on which configuration reaches the workers.
 *
 * <p>Main keeps the list of workers, the table of entries and the free indexes; each thread keeps its own objects (see
 * {@link Entry}). Every change is one message to each worker's dispatcher, in the order of the calls, and is made on
 * main at once. Nothing here is static: two instances share no state.
 *
 * <p>Everything runs on main ({@link WrongThreadException} elsewhere) except where a method says otherwise.
 * Before main's dispatcher runs, the caller counts as main.
 *
 * <p>A worker never leaves: it registers once, and ends with {@link #shutdownThread} after
 * {@link #shutdownGlobalThreading}. The order of the end: global shutdown, workers stop and are joined (each calls
 * {@code shutdownThread} on itself after its connections are gone), then main calls {@code shutdownThread}.
 */
@OnMain
public final class Slots {

    final Dispatcher main;
    final SlotCounters counters = new SlotCounters();

    final ThreadEntries mainEntries;
    private final List<ThreadEntries> workers = new ArrayList<>();
    private final List<@Nullable Entry> table = new ArrayList<>();
    private final Deque<Integer> freeIndexes = new ArrayDeque<>();
    private final Generations generations = new Generations(this);
    private long firstSets;

    /** What {@link #together} has gathered, while it runs. */
    private @Nullable List<Change> gathered;

    /** Written on main; a thread that reads true also sees the final list of workers. */
    private volatile boolean shutdown;

    /**
     * Slots without workers; main is whoever runs this dispatcher.
     *
     * @throws IllegalStateException if the dispatcher belongs to other slots
     */
    public Slots(Dispatcher main) {
        this.main = main;
        claim(main);
        this.mainEntries = new ThreadEntries(main, counters);
    }

    /**
     * A new slot, unset. Takes the index that was freed last, else a new one; no message is sent.
     *
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public <T> Slot<T> allocate() {
        return allocate("slot");
    }

    /** As {@link #allocate()}, with a name for logs and exceptions. */
    public <T> Slot<T> allocate(String name) {
        Slot<T> slot = new Slot<>(this, takeIndex(), name);
        table.set(slot.index, slot);
        return slot;
    }

    /**
     * A new worker local, unset; its index comes from the same space as a slot's.
     *
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public <T> WorkerLocal<T> allocateLocal() {
        return allocateLocal("worker local");
    }

    /** As {@link #allocateLocal()}, with a name for logs and exceptions. */
    public <T> WorkerLocal<T> allocateLocal(String name) {
        WorkerLocal<T> local = new WorkerLocal<>(this, takeIndex(), name);
        table.set(local.index, local);
        return local;
    }

    /** The generations of this instance; see {@link Generation}. */
    @AnyThread
    public Generations generations() {
        return generations;
    }

    /**
     * Adds a worker. It is told at once, by its first message, what every live entry was set to last: slots first, then
     * worker locals in the order in which they were first set, so that an initializer can read slots. Whatever is set
     * after this call arrives after that.
     *
     * @param worker may be running already or not
     * @throws IllegalStateException if it is registered already, here or with other slots
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public void registerWorker(Dispatcher worker) {
        requireMain();
        requireOpen();
        claim(worker);
        ThreadEntries entries = new ThreadEntries(worker, counters);
        List<Change> replay = new ArrayList<>(generations.joined(entries));
        table.stream()
                .filter(Objects::nonNull)
                .filter(entry -> entry.latest != null && !entry.isClosed())
                .sorted(Comparator.comparing((Entry entry) -> entry instanceof WorkerLocal)
                        .thenComparingLong(entry -> entry.firstSetOrder))
                .forEach(entry -> replay.add(new Change.Store(entry, Objects.requireNonNull(entry.latest))));
        workers.add(entries);
        if (!replay.isEmpty()) {
            worker.post(entries.message(replay));
        }
    }

    /**
     * Runs {@code callback} on every thread: posted to every worker, then at once here. What it throws is counted and
     * logged.
     *
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public void runOnAllThreads(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        runOnAllThreads(null, nothing -> callback.run(), null);
    }

    /**
     * Runs {@code callback} here, then on every worker, then posts {@code doneOnMain} to main: exactly once, when every
     * worker has run the callback or dropped the message, never from within this call, with zero workers too. It sees
     * all effects of the callbacks. It is lost only if main's dispatcher has ended.
     *
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public void runOnAllThreads(Runnable callback, Runnable doneOnMain) {
        Objects.requireNonNull(callback, "callback");
        runOnAllThreads(null, nothing -> callback.run(), Objects.requireNonNull(doneOnMain, "doneOnMain"));
    }

    /**
     * Sends all that {@code changes} sets, closes and runs as one message to each worker: a worker sees all of it or
     * none. Main sees it when this returns, after the workers have been posted to; inside, main still reads the old
     * values. May be nested: the outermost call sends.
     *
     * <p>If {@code changes} throws, what it set, ran, opened and retired is as if it had never been asked for; what it
     * closed stays closed.
     *
     * @throws SlotsShutDownException after {@link #shutdownGlobalThreading}
     */
    public void together(Runnable changes) {
        requireMain();
        requireOpen();
        List<Change> outer = gathered;
        List<Change> inner = new ArrayList<>();
        boolean complete = false;
        gathered = inner;
        try {
            changes.run();
            complete = true;
        } finally {
            gathered = outer;
            if (!complete) {
                inner.forEach(Change::revoked);
                inner.removeIf(change -> !change.irrevocable());
            }
            if (outer != null) {
                outer.addAll(inner);
            } else {
                deliver(inner, false);
            }
        }
    }

    /**
     * The beginning of the end, once, before any worker starts to exit: from now on nothing is posted; closing an entry
     * does nothing (its thread drops the object in {@link #shutdownThread}), and what would need a message is refused.
     *
     * @throws SlotsShutDownException the second time
     */
    public void shutdownGlobalThreading() {
        requireMain();
        requireOpen();
        if (gathered != null) {
            throw new IllegalStateException("shutdown inside together()");
        }
        shutdown = true;
    }

    /** Whether {@link #shutdownGlobalThreading} was called. */
    @AnyThread
    public boolean isShutdown() {
        return shutdown;
    }

    /**
     * The end of the calling thread, on main as on a worker, after {@link #shutdownGlobalThreading}: drops its objects
     * from the highest index to the lowest, so that a close hook can still read what lies below it. On main, retired
     * generations that nobody holds any more are then closed.
     *
     * @throws IllegalStateException before {@link #shutdownGlobalThreading}
     * @throws UnregisteredThreadException on a thread that is neither main nor a registered worker
     */
    @OnWorker
    public void shutdownThread() {
        if (!shutdown) {
            throw new IllegalStateException("shutdownThread() before shutdownGlobalThreading()");
        }
        if (isMain()) {
            mainEntries.clearAll();
            generations.mainEnded();
            return;
        }
        Dispatcher loop = Dispatcher.currentOrNull();
        ThreadEntries entries = workers.stream()
                .filter(worker -> worker.dispatcher == loop)
                .findAny()
                .orElseThrow(() -> new UnregisteredThreadException("not a thread of these slots"));
        entries.clearAll();
    }

    /** How much there is, and how often something went wrong. */
    public SlotStats stats() {
        requireMain();
        return new SlotStats(
                table.size() - freeIndexes.size(),
                freeIndexes.size(),
                counters.failures.get(),
                counters.completionsPending.get(),
                counters.holdsAbandoned.get());
    }

    void set(Entry entry, Function<Dispatcher, ? extends @Nullable Object> initializer) {
        requireMain();
        requireOpen();
        requireNotClosed(entry);
        send(new Change.Store(entry, initializer), false);
    }

    void runOnAllThreads(@Nullable Entry entry, Consumer<@Nullable Object> callback, @Nullable Runnable doneOnMain) {
        requireMain();
        requireOpen();
        if (entry != null) {
            requireNotClosed(entry);
        }
        send(new Change.Run(this, entry, callback, doneOnMain), doneOnMain != null);
    }

    @AnyThread
    void close(Entry entry) {
        if (!entry.markClosed() || shutdown) {
            return;
        }
        if (isMain()) {
            remove(entry);
        } else {
            main.post(() -> remove(entry));
        }
    }

    private void remove(Entry entry) {
        if (!shutdown) {
            freeIndex(entry);
            send(new Change.Clear(entry), false);
        }
    }

    int takeIndex() {
        requireMain();
        requireOpen();
        Integer free = freeIndexes.pollFirst();
        if (free != null) {
            return free;
        }
        table.add(null);
        return table.size() - 1;
    }

    void occupy(Entry entry) {
        table.set(entry.index, entry);
    }

    void freeIndex(Entry entry) {
        if (shutdown) {
            return;
        }
        if (table.set(entry.index, null) != entry) {
            throw new IllegalStateException(entry + " isn't in the table");
        }
        freeIndexes.addFirst(entry.index);
    }

    long nextFirstSet() {
        return firstSets++;
    }

    /** To all threads: at once, or with the rest of {@link #together}. */
    void send(Change change, boolean mainFirst) {
        if (gathered != null) {
            gathered.add(change);
        } else {
            deliver(List.of(change), mainFirst);
        }
    }

    private void deliver(List<Change> changes, boolean mainFirst) {
        List<ThreadEntries> receivers = shutdown ? List.of() : workers;
        changes.forEach(change -> change.sent(receivers));
        if (mainFirst) {
            changes.forEach(mainEntries::apply);
        }
        if (!changes.isEmpty()) {
            receivers.forEach(worker -> worker.dispatcher.post(worker.message(changes)));
        }
        if (!mainFirst) {
            changes.forEach(mainEntries::apply);
        }
        changes.forEach(change -> change.settled(mainEntries, true));
    }

    /** Runs what a generation was retired with. */
    @AnyThread
    void closeGuarded(Generation generation) {
        counters.guard(
                generation,
                main.name(),
                () -> Objects.requireNonNull(generation.closer()).run());
    }

    /** For readers outside any loop: main's locals, as long as the caller counts as main. */
    @AnyThread
    @Nullable
    LoopLocals localsOutsideLoops() {
        return main.isThreadSafe() ? main.locals() : null;
    }

    @AnyThread
    void checkRegistered(Entry entry) {
        Dispatcher loop = Dispatcher.currentOrNull();
        boolean registered = loop == null ? main.isThreadSafe() : loop.locals().owner() == this;
        if (!registered) {
            throw new UnregisteredThreadException(
                    entry + " is unknown to " + (loop == null ? "this thread" : loop.name()));
        }
    }

    @AnyThread
    boolean isMain() {
        Dispatcher loop = Dispatcher.currentOrNull();
        return loop == main || (loop == null && main.isThreadSafe());
    }

    @AnyThread
    void requireMain() {
        if (!isMain()) {
            throw new WrongThreadException("only on the thread of " + main.name());
        }
    }

    private void requireOpen() {
        if (shutdown) {
            throw new SlotsShutDownException("the slots have been shut down");
        }
    }

    private static void requireNotClosed(Entry entry) {
        if (entry.isClosed()) {
            throw new SlotClosedException(entry + " is closed");
        }
    }

    private void claim(Dispatcher dispatcher) {
        if (!dispatcher.locals().claim(this)) {
            throw new IllegalStateException(dispatcher.name() + " is registered already");
        }
    }
}
