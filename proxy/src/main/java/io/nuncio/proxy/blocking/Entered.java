package io.nuncio.proxy.blocking;

import org.jspecify.annotations.Nullable;

/**
 * A filter that one request has entered, with what it is told for the route of that request. It counts until
 * {@link #leave}.
 */
record Entered(BlockingFilter filter, @Nullable Object config) {

    String name() {
        return filter.name();
    }

    FilterStats stats() {
        return filter.stats();
    }

    /** Once. */
    void leave() {
        filter.leave();
    }
}
