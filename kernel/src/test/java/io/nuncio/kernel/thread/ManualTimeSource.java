package io.nuncio.kernel.thread;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test turns it. Any thread. */
public final class ManualTimeSource implements TimeSource {

    private final AtomicLong monotonicNs = new AtomicLong(Duration.ofHours(1).toNanos());
    private final AtomicLong wallClockMs = new AtomicLong(1_700_000_000_000L);
    private final List<Dispatcher> followers = new CopyOnWriteArrayList<>();

    @Override
    public long monotonicNs() {
        return monotonicNs.get();
    }

    @Override
    public long wallClockMs() {
        return wallClockMs.get();
    }

    /** Turns both clocks forward. */
    public void advance(Duration by) {
        advanceNs(by.toNanos());
    }

    public void advanceMs(long ms) {
        advanceNs(Duration.ofMillis(ms).toNanos());
    }

    public void advanceNs(long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("time does not go back");
        }
        monotonicNs.addAndGet(ns);
        wallClockMs.addAndGet(ns / 1_000_000);
        followers.forEach(Dispatcher::wakeUp);
    }

    /** Sets the time of day alone, as an administrator would. */
    public void setWallClockMs(long ms) {
        wallClockMs.set(ms);
    }

    /** Has a dispatcher that runs on a thread of its own look at its timers whenever this clock is turned. */
    public void follow(Dispatcher dispatcher) {
        followers.add(dispatcher);
    }
}
