package io.nuncio.kernel.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The mark by which one loop shows a {@link GuardDog} that it is alive: set by the loop, read and cleared by the dog. */
public final class Watchdog {

    private static final VarHandle TOUCHED;

    static {
        try {
            TOUCHED = MethodHandles.lookup().findVarHandle(Watchdog.class, "touched", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Dispatcher dispatcher;
    private final Thread thread;
    private final Timer timer;

    @SuppressWarnings("UnusedVariable") // by its handle
    private boolean touched;

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

    /** A read that usually finds the mark set: the line stays shared until the guard dog clears it. */
    void touch() {
        if (!(boolean) TOUCHED.getOpaque(this)) {
            TOUCHED.setOpaque(this, true);
        }
    }

    boolean takeTouch() {
        return (boolean) TOUCHED.getAndSet(this, false);
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
