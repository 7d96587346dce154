package io.nuncio.proxy.wire;

import io.nuncio.kernel.thread.Timer;
import org.jspecify.annotations.Nullable;

/** Bounds a close that flushes: how long it may take without progress, and whether the peer gets to close first. */
final class DelayedClose {

    private final Connection connection;
    private final Runnable expired;
    private @Nullable Timer timer;
    private long timeoutMs;
    private boolean waitsForPeer;
    private boolean timedOut;

    DelayedClose(Connection connection, Runnable expired) {
        this.connection = connection;
        this.expired = expired;
    }

    void timeoutMs(long newTimeoutMs) {
        timeoutMs = newTimeoutMs;
    }

    /** The close begins; after the flush the peer is waited for, if that is bounded. */
    void begin(boolean waitForPeer) {
        waitsForPeer = waitForPeer && timeoutMs > 0;
    }

    boolean waitsForPeer() {
        return waitsForPeer;
    }

    /** Whether it took too long. */
    boolean timedOut() {
        return timedOut;
    }

    /** Starts the time anew. */
    void arm() {
        if (timeoutMs <= 0) {
            return;
        }
        if (timer == null) {
            timer = connection.dispatcher().createTimer(() -> {
                timedOut = true;
                expired.run();
            });
        }
        timer.enableMs(timeoutMs);
    }

    void stop() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
    }
}
