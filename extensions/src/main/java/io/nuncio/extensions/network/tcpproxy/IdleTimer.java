package io.nuncio.extensions.network.tcpproxy;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Notices that nothing has happened for a time. Taking note of something costs one write: the timer looks when it fires,
 * and waits for the rest if there was something.
 */
final class IdleTimer {

    private final Dispatcher dispatcher;
    private final long idleNs;
    private final Runnable whenIdle;
    private final Timer timer;
    private long lastNs;

    IdleTimer(Dispatcher dispatcher, long idleMs, Runnable whenIdle) {
        this.dispatcher = dispatcher;
        this.idleNs = TimeUnit.MILLISECONDS.toNanos(idleMs);
        this.whenIdle = whenIdle;
        this.timer = dispatcher.createTimer(this::look);
        this.lastNs = dispatcher.approximateMonotonicNs();
        timer.enableMs(idleMs);
    }

    /** Something has happened. */
    void touch() {
        lastNs = dispatcher.approximateMonotonicNs();
    }

    void stop() {
        timer.close();
    }

    private void look() {
        long leftNs = lastNs + idleNs - dispatcher.approximateMonotonicNs();
        if (leftNs <= 0) {
            whenIdle.run();
        } else {
            timer.enableMs(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNs)));
        }
    }
}
