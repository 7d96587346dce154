package io.nuncio.control.publish;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.translate.Closers;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Task;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Publishes listeners: a command to each worker, and an answer on main when all have done it. Main thread only.
 *
 * <p>Commands reach a worker in the order of the calls; one given before a worker runs is done when its loop begins.
 */
public final class ListenerPublisher {

    private final Dispatcher main;
    private final Slots slots;
    private final ImmutableList<WorkerPort> workers;
    private final StatStore stats;
    private long lastTag;

    /**
     * Of these workers.
     *
     * @param main where answers are posted to
     * @param stats where {@code listener.<address>.} stands
     */
    public ListenerPublisher(Dispatcher main, Slots slots, ImmutableList<WorkerPort> workers, StatStore stats) {
        this.main = main;
        this.slots = slots;
        this.workers = workers;
        this.stats = stats;
    }

    /** How many workers there are. */
    public int workers() {
        return workers.size();
    }

    /**
     * A listener that no worker has yet.
     *
     * @param sockets where it listens; held by it until {@link #discard} or {@link #remove}
     * @param closers closed when nothing holds this version any more
     */
    public PublishedListener create(ListenerSpec spec, SharedSockets sockets, Closers closers) {
        lastTag++;
        Generation generation = slots.generations().open("listener " + spec.name() + " #" + lastTag);
        ListenerPlan plan = ListenerPlan.create(
                lastTag, spec, sockets.sockets(), new ListenerPlan.Sharing(workers.size(), stats), generation);
        return new PublishedListener(plan, sockets, generation, closers, new int[1]);
    }

    /** The same listener with other filter chains, which no worker has yet. It holds the sockets of the old one. */
    public PublishedListener inPlace(PublishedListener old, ListenerSpec changed, Closers closers) {
        Generation generation = slots.generations().open("listener " + changed.name() + " in place");
        return new PublishedListener(
                old.plan().inPlace(changed, generation),
                old.sockets().share(),
                generation,
                closers,
                old.statsHolders());
    }

    /**
     * Has all workers accept for it.
     *
     * @param done told for each worker that failed why
     */
    public void add(PublishedListener listener, Consumer<ImmutableList<String>> done) {
        ImmutableList.Builder<String> failures = ImmutableList.builder();
        onAll(
                (worker, answer) -> worker.add(listener.plan(), answer),
                failure -> failure.ifPresent(failures::add),
                () -> done.accept(failures.build()));
    }

    /** Has all workers use {@code next} instead of {@code old}, the same listener in place. Then the old one is retired. */
    public void update(PublishedListener old, PublishedListener next, Runnable done) {
        onAll((worker, completed) -> worker.update(next.plan(), completed), done);
        discard(old);
    }

    /** Has all workers accept no more for it. */
    public void stop(PublishedListener listener, Runnable done) {
        onAll((worker, completed) -> worker.stop(listener.plan().tag(), completed), done);
    }

    /** Has all workers ask its connections to end. */
    public void drain(PublishedListener listener) {
        long tag = listener.plan().tag();
        workers.forEach(worker -> worker.dispatcher().post(() -> worker.drain(tag)));
    }

    /** Has all workers ask the connections of such filter chains to end. */
    public void drainChains(PublishedListener listener, Set<FilterChainSpec> chains) {
        long tag = listener.plan().tag();
        workers.forEach(worker -> worker.dispatcher().post(() -> worker.drainChains(tag, chains)));
    }

    /** Closes the connections of such filter chains on all workers. */
    public void removeChains(PublishedListener listener, Set<FilterChainSpec> chains, Runnable done) {
        onAll((worker, completed) -> worker.removeChains(listener.plan().tag(), chains, completed), done);
    }

    /** Closes it with its connections on all workers; then what it held is let go. */
    public void remove(PublishedListener listener, Runnable done) {
        onAll((worker, completed) -> worker.remove(listener.plan().tag(), completed), () -> {
            discard(listener);
            done.run();
        });
    }

    /** Lets go of a version that no worker has, or that all have been told to replace. */
    public void discard(PublishedListener listener) {
        listener.letGo();
        listener.generation().retire(listener.closers()::close);
    }

    private void onAll(BiConsumer<WorkerPort, Runnable> command, Runnable done) {
        onAll((worker, answer) -> command.accept(worker, () -> answer.accept(Optional.empty())), answer -> {}, done);
    }

    private void onAll(
            BiConsumer<WorkerPort, Consumer<Optional<String>>> command,
            Consumer<Optional<String>> each,
            Runnable done) {
        if (workers.isEmpty()) {
            main.post(done);
            return;
        }
        Countdown countdown = new Countdown(workers.size(), each, done);
        for (WorkerPort worker : workers) {
            Consumer<Optional<String>> answer = text -> main.post(() -> countdown.arrive(text));
            worker.dispatcher().post(new Command(() -> command.accept(worker, answer), answer));
        }
    }

    /** What a worker is told to do; if it ends before it does it, that is an answer too. */
    private static final class Command implements Task {
        private final Runnable command;
        private final Consumer<Optional<String>> answer;
        private boolean begun;

        Command(Runnable command, Consumer<Optional<String>> answer) {
            this.command = command;
            this.answer = answer;
        }

        @Override
        public void run() {
            begun = true;
            command.run();
        }

        @Override
        public void release() {
            if (!begun) {
                answer.accept(Optional.empty());
            }
        }
    }

    /** Counts the workers' answers, on main. */
    private static final class Countdown {
        private final Consumer<Optional<String>> each;
        private final Runnable done;
        private int left;

        Countdown(int left, Consumer<Optional<String>> each, Runnable done) {
            this.left = left;
            this.each = each;
            this.done = done;
        }

        void arrive(Optional<String> answer) {
            each.accept(answer);
            left--;
            if (left == 0) {
                done.run();
            }
        }
    }
}
