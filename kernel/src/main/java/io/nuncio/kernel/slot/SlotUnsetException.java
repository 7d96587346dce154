package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/** This thread has no value of the slot: it was never set, its initializer gave none, or it is closed. */
@AnyThread
public final class SlotUnsetException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    SlotUnsetException(String message) {
        super(message);
    }
}
