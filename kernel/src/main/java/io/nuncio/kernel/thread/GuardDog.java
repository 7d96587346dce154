package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.AnyThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, on a thread of its own, whether the loops that it watches come back, and reports those that do not. A server has
 * two, with settings of their own: one for the main thread, one for all workers.
 *
 * <p>A loop that ran any callback since the last look is alive, however long its queue. Each event is reported once in
 * the time in which a loop is not seen alive.
 */
public final class GuardDog implements AutoCloseable {

    /** What is reported. */
    public enum Event {
        /** A loop did not come back within {@link WatchdogSettings#missMs}. */
        MISS,
        /** Nor within {@link WatchdogSettings#megamissMs}. */
        MEGAMISS,
        /** One loop is stuck for so long that the process should end. */
        KILL,
        /** Several loops are. */
        MULTIKILL
    }

    /** What is done about it. */
    @FunctionalInterface
    public interface Action {

        /**
         * Called on the guard dog's thread.
         *
         * @param event what happened
         * @param stuck the loops that it happened to, in the order in which they were first watched
         */
        void on(Event event, List<Watchdog> stuck);
    }

    private static final Logger LOG = LoggerFactory.getLogger(GuardDog.class);

    private final String name;
    private final WatchdogSettings settings;
    private final TimeSource timeSource;
    private final List<Action> actions;
    private final long killNs;
    private final List<Watchdog> watched = new ArrayList<>();
    private volatile @Nullable Thread thread;

    /**
     * Makes a guard dog that does not look yet.
     *
     * @param name of its thread
     * @param actions called in order for each event; one that throws is logged and keeps no other from being called
     */
    public GuardDog(String name, WatchdogSettings settings, TimeSource timeSource, List<Action> actions) {
        this.name = name;
        this.settings = settings;
        this.timeSource = timeSource;
        this.actions = List.copyOf(actions);
        long jitterMs = settings.killJitterMaxMs() == 0
                ? 0
                : ThreadLocalRandom.current().nextLong(settings.killJitterMaxMs() + 1);
        this.killNs = TimeUnit.MILLISECONDS.toNanos(settings.killMs() + jitterMs);
    }

    /** Watches the dispatcher of the calling thread, from now on. To be called on its thread, in a post. */
    @AnyThread
    public Watchdog watch(Dispatcher dispatcher) {
        dispatcher.checkThread();
        Watchdog dog = new Watchdog(dispatcher, Math.max(1, settings.intervalMs() / 2), timeSource.monotonicNs());
        synchronized (watched) {
            watched.add(dog);
        }
        return dog;
    }

    /** Ends {@link #watch}. To be called on the loop's thread, after the loop. */
    @AnyThread
    public void stopWatching(Watchdog dog) {
        synchronized (watched) {
            watched.remove(dog);
        }
        dog.close();
    }

    /** Begins to look. */
    @AnyThread
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("guard dog " + name + " has been started");
        }
        Thread looking = Thread.ofPlatform().name(name).daemon().unstarted(this::look);
        thread = looking;
        looking.start();
    }

    /** Ends its thread and waits for that; not to be called by an action. Idempotent. */
    @Override
    @AnyThread
    public synchronized void close() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            LockSupport.unpark(looking);
            LoopThread.joinUninterruptibly(looking);
        }
    }

    /** One look at all watched loops. */
    void step() {
        List<Watchdog> missed = new ArrayList<>();
        List<Watchdog> megamissed = new ArrayList<>();
        List<Watchdog> killed = new ArrayList<>();
        List<Watchdog> multikilled = new ArrayList<>();
        synchronized (watched) {
            long nowNs = timeSource.monotonicNs();
            for (Watchdog dog : watched) {
                Watchdog.Stall stall = dog.stall;
                if (dog.takeTouch()) {
                    stall.alive(nowNs);
                    continue;
                }
                long stuckNs = nowNs - stall.seenAliveNs;
                if (stuckNs > ms(settings.missMs()) && !stall.missed) {
                    stall.missed = true;
                    missed.add(dog);
                }
                if (stuckNs > ms(settings.megamissMs()) && !stall.megamissed) {
                    stall.megamissed = true;
                    megamissed.add(dog);
                }
                if (settings.killMs() > 0 && stuckNs > killNs && !stall.killed) {
                    stall.killed = true;
                    killed.add(dog);
                }
                if (settings.multikillMs() > 0 && stuckNs > ms(settings.multikillMs())) {
                    multikilled.add(dog);
                }
            }
            multikill(multikilled);
        }
        report(Event.KILL, killed);
        report(Event.MULTIKILL, multikilled);
        report(Event.MEGAMISS, megamissed);
        report(Event.MISS, missed);
    }

    /** Leaves those that are to be reported: none if too few are stuck, or all of them were reported before. */
    private void multikill(List<Watchdog> stuck) {
        boolean fresh = false;
        if (stuck.size() >= settings.multikillThreads(watched.size())) {
            for (Watchdog dog : stuck) {
                fresh |= !dog.stall.multikilled;
                dog.stall.multikilled = true;
            }
        }
        if (!fresh) {
            stuck.clear();
        }
    }

    private void report(Event event, List<Watchdog> stuck) {
        if (stuck.isEmpty()) {
            return;
        }
        for (Action action : actions) {
            try {
                action.on(event, List.copyOf(stuck));
            } catch (RuntimeException failure) {
                LOG.error("guard dog {}: an action on {} failed", name, event, failure);
            }
        }
    }

    private void look() {
        while (thread != null) {
            step();
            LockSupport.parkNanos(this, ms(settings.intervalMs()));
        }
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
