package io.nuncio.server;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.slot.Slots;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.GuardDog;
import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.MainThread;
import io.nuncio.kernel.thread.TimeSource;
import io.nuncio.kernel.thread.Watchdog;
import io.nuncio.kernel.thread.WatchdogSettings;
import io.nuncio.kernel.thread.Worker;
import io.nuncio.proxy.spec.bootstrap.WatchdogsSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The threads of one proxy: main, its workers, the guard dogs that watch them, and the slots between them. They begin and end
 * in this order: main; workers; at the end nothing is posted between threads any more, then workers stop, then main.
 */
@OnMain
final class Threads {

    /** The system property that chooses what drives the loops. */
    static final String EVENT_LOOP_PROPERTY = "nuncio.event_loop";

    private final MainThread main;
    private final ImmutableList<Worker> workers;
    private final Slots slots;
    private final ImmutableList<GuardDog> guardDogs;
    private final List<Runnable> mainEndings = new ArrayList<>();
    private final List<Runnable> afterMain = new ArrayList<>();
    private final ListMultimap<Worker, Runnable> workerEndings = ArrayListMultimap.create();
    private boolean ended;

    /** What drives the loops: epoll, or what the system property asks for; NIO where natives are missing. */
    private static LoopOptions loopOptions() {
        String asked = System.getProperty(EVENT_LOOP_PROPERTY, "epoll");
        return switch (asked) {
            case "epoll" -> LoopOptions.defaults();
            case "io_uring" -> LoopOptions.defaults().withKind(LoopOptions.Kind.IO_URING);
            case "nio" -> LoopOptions.defaults().withKind(LoopOptions.Kind.NIO);
            default ->
                throw new IllegalArgumentException(
                        EVENT_LOOP_PROPERTY + " is " + asked + "; there are epoll, io_uring and nio");
        };
    }

    /**
     * Makes threads that do not run yet, on the thread that will start main.
     *
     * @param concurrency how many workers
     * @param onKill told, on a guard dog's thread, when a loop is stuck for longer than it may be
     */
    Threads(int concurrency, WatchdogsSpec watchdogs, StatStore stats, Consumer<String> onKill) {
        LoopOptions options = loopOptions();
        main = MainThread.create(options);
        slots = new Slots(main.dispatcher());
        ImmutableList.Builder<Worker> made = ImmutableList.builder();
        for (int i = 0; i < concurrency; i++) {
            made.add(Worker.create(i, options));
        }
        workers = made.build();
        GuardDog forMain = guardDog("main_thread", watchdogs.main(), stats, onKill);
        GuardDog forWorkers = guardDog("workers", watchdogs.worker(), stats, onKill);
        guardDogs = ImmutableList.of(forMain, forWorkers);
        watch(forMain, main.dispatcher(), stats, main::onLoopEnded);
        main.onLoopEnded(() -> mainEndings.forEach(Runnable::run));
        main.onLoopEnded(slots::shutdownThread);
        main.onLoopEnded(() -> afterMain.forEach(Runnable::run));
        for (Worker worker : workers) {
            watch(forWorkers, worker.dispatcher(), stats, worker::onLoopEnded);
            worker.onLoopEnded(() -> workerEndings.get(worker).forEach(Runnable::run));
            worker.onLoopEnded(slots::shutdownThread);
        }
    }

    @AnyThread
    Dispatcher main() {
        return main.dispatcher();
    }

    ImmutableList<Worker> workers() {
        return workers;
    }

    Slots slots() {
        return slots;
    }

    /** Starts main. */
    @AnyThread
    void start() {
        main.start();
    }

    /** Gives workers their slots; before anything is published. */
    void registerWorkers() {
        workers.forEach(worker -> slots.registerWorker(worker.dispatcher()));
    }

    /** Starts the workers and those who watch. */
    void startWorkers() {
        workers.forEach(Worker::start);
        guardDogs.forEach(GuardDog::start);
    }

    /** Runs {@code ending} on a worker when its loop has ended, before its slots are dropped; before it starts. */
    void beforeEnd(Worker worker, Runnable ending) {
        workerEndings.put(worker, ending);
    }

    /** Runs {@code ending} on main when its loop has ended, before its slots are dropped. */
    void beforeEnd(Runnable ending) {
        mainEndings.add(ending);
    }

    /** Runs {@code ending} on main when its slots have been dropped: nothing of a configuration is in use any more. */
    void afterEnd(Runnable ending) {
        afterMain.add(ending);
    }

    /** As {@link MainThread#ask}. */
    @AnyThread
    <T> T ask(Callable<T> question) throws ExecutionException {
        return main.ask(question);
    }

    /** Ends the workers, waits until they are gone, and makes main's loop end after the current iteration. Idempotent. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        guardDogs.forEach(GuardDog::close);
        slots.shutdownGlobalThreading();
        workers.forEach(Worker::stop);
        main.dispatcher().exit();
    }

    /** Waits until main is gone. Not to be called on main. */
    @AnyThread
    void join() {
        main.joinUninterruptibly();
    }

    private static void watch(GuardDog guardDog, Dispatcher dispatcher, StatStore stats, Consumer<Runnable> atEnd) {
        List<Watchdog> watched = new ArrayList<>(1);
        String name = statName(dispatcher.name());
        stats.counter("server." + name + ".watchdog_miss");
        stats.counter("server." + name + ".watchdog_mega_miss");
        dispatcher.post(() -> watched.add(guardDog.watch(dispatcher)));
        atEnd.accept(() -> watched.forEach(guardDog::stopWatching));
    }

    private static String statName(String dispatcher) {
        return dispatcher.equals("main") ? "main_thread" : dispatcher;
    }

    private static GuardDog guardDog(
            String name, WatchdogsSpec.Watchdog spec, StatStore stats, Consumer<String> onKill) {
        Counter miss = stats.counter(name + ".watchdog_miss");
        Counter megaMiss = stats.counter(name + ".watchdog_mega_miss");
        Map<String, Counter> each = new HashMap<>();
        GuardDog.Action count = (event, stuck) -> {
            switch (event) {
                case MISS, MEGAMISS -> {
                    boolean mega = event == GuardDog.Event.MEGAMISS;
                    for (Watchdog dog : stuck) {
                        (mega ? megaMiss : miss).inc();
                        each.computeIfAbsent(
                                        "server." + statName(dog.dispatcherName())
                                                + (mega ? ".watchdog_mega_miss" : ".watchdog_miss"),
                                        stats::counter)
                                .inc();
                    }
                }
                case KILL, MULTIKILL -> onKill.accept(event + ": " + stuck + " did not come back in time");
            }
        };
        WatchdogSettings settings = new WatchdogSettings(
                spec.missMs(),
                spec.megamissMs(),
                spec.killMs(),
                spec.maxKillJitterMs(),
                spec.multikillMs(),
                spec.multikillThresholdPercent());
        return new GuardDog("dog:" + name, settings, TimeSource.SYSTEM, List.of(count));
    }
}
