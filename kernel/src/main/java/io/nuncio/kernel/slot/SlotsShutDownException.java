package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/** What would need a message to the workers was asked for after {@link Slots#shutdownGlobalThreading}, or a second shutdown was. */
@AnyThread
public final class SlotsShutDownException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SlotsShutDownException(String message) {
        super(message);
    }
}
