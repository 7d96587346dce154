package io.nuncio.control.subscribe.xds;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;

/** Waits for the first answer to a subscription, good or bad, or for the end of patience. */
final class FirstAnswer implements AutoCloseable {

    private final Timer patience;
    private final long timeoutMs;
    private boolean over;

    /**
     * Begins to wait with {@link #begin}.
     *
     * @param timeoutMs how long; 0: as long as it takes
     * @param timedOut runs if nothing came
     */
    FirstAnswer(Dispatcher main, long timeoutMs, Runnable timedOut) {
        this.timeoutMs = timeoutMs;
        this.patience = main.createTimer(() -> {
            if (came()) {
                timedOut.run();
            }
        });
    }

    void begin() {
        if (timeoutMs > 0 && !over) {
            patience.enableMs(timeoutMs);
        }
    }

    /** It is there. True the first time. */
    boolean came() {
        boolean first = !over;
        over = true;
        patience.close();
        return first;
    }

    @Override
    public void close() {
        patience.close();
    }
}
