package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/** The slot was used on main after it had been closed. */
@AnyThread
public final class SlotClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SlotClosedException(String message) {
        super(message);
    }
}
