package io.nuncio.kernel.thread;

/** The mark by which one loop shows a {@link GuardDog} that it is alive: set by the loop, read and cleared by the dog. */
public final class Watchdog {

    private final Dispatcher dispatcher;
    private final Thread thread;
    private final Timer timer;

    private final TouchMark mark = new TouchMark();

    /** What the guard dog knows of the loop; confined to it by its lock. */
    final Stall stall;

    /** Made on the loop's thread; touched from now on before each callback and at least once an interval. */
    Watchdog(Dispatcher dispatcher, long touchIntervalMs, long nowNs) {
        this.dispatcher = dispatcher;
        this.thread = Thread.currentThread();
        this.stall = new Stall(nowNs);
        this.timer = dispatcher.createTimer(() -> rearm(touchIntervalMs));
        rearm(touchIntervalMs);
        dispatcher.watchedBy(this);
    }

    /** The thread that drives the loop. */
    public Thread thread() {
        return thread;
    }

    public String dispatcherName() {
        return dispatcher.name();
    }

    void touch() {
        mark.touch();
    }

    boolean takeTouch() {
        return mark.take();
    }

    /** On the loop's thread. */
    void close() {
        timer.close();
        dispatcher.watchedBy(null);
    }

    private void rearm(long touchIntervalMs) {
        touch();
        timer.enableMs(touchIntervalMs);
    }

    /** Since when a loop has not been seen alive, and what was reported of it. */
    static final class Stall {

        long seenAliveNs;
        boolean missed;
        boolean megamissed;
        boolean killed;
        boolean multikilled;

        Stall(long nowNs) {
            seenAliveNs = nowNs;
        }

        void alive(long nowNs) {
            seenAliveNs = nowNs;
            missed = false;
            megamissed = false;
            killed = false;
            multikilled = false;
        }
    }
}
