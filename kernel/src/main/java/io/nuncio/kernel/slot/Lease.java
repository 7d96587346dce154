package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import java.util.concurrent.atomic.AtomicBoolean;

/** A hold of a {@link Generation} that isn't tied to a thread. */
@AnyThread
public final class Lease implements AutoCloseable {

    private final Countdown users;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(Countdown users) {
        this.users = users;
    }

    /** Ends the hold; only the first call counts. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            users.arrive();
        }
    }
}
