package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/** The caller is neither main nor a registered worker of the {@link Slots} that the slot belongs to. */
@AnyThread
public final class UnregisteredThreadException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnregisteredThreadException(String message) {
        super(message);
    }
}
