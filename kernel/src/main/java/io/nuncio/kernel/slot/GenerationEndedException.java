package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;

/** This thread neither holds the generation nor can: it is done with it, or wasn't told of it yet. */
@AnyThread
public final class GenerationEndedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    GenerationEndedException(String message) {
        super(message);
    }
}
