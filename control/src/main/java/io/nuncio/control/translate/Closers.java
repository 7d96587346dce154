package io.nuncio.control.translate;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the extensions of one resource want to have run when the resource is gone, or was refused. Main thread only.
 */
public final class Closers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private boolean closed;

    /** Has {@code close} run by {@link #close()}; at once where that has happened already. */
    public void add(Runnable close) {
        if (closed) {
            run(close);
        } else {
            closers.push(close);
        }
    }

    /** Runs what was added, last first; each once. One that throws is logged and does not keep the others from running. */
    @Override
    public void close() {
        closed = true;
        while (!closers.isEmpty()) {
            run(closers.pop());
        }
    }

    private static void run(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOG.error("an extension failed to close its configuration", e);
        }
    }
}
