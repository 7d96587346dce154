package io.nuncio.proxy.spi.http;

import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.Nullable;

/** One configured HTTP filter: makes an instance for each stream. Immutable, used by all workers. */
public interface StreamFilterMaker {

    /** Makes the filter of one stream, on the worker that owns it. */
    @OnWorker
    StreamFilter make(EngineStream stream);

    /** What {@link io.nuncio.filter.inline.Stream#config} answers; null where the filter has no configuration. */
    @AnyThread
    default @Nullable Object config() {
        return null;
    }

    /** Whether it ends the chain: it must stand last, and a chain must have one. */
    @AnyThread
    default boolean terminal() {
        return false;
    }

    /**
     * Whether a filter that holds the head wants to see the body that follows. If not, holding the head holds everything
     * (Envoy's {@code StopAllIterationAndBuffer}), and the filter's data callbacks run only after it has resumed.
     */
    @AnyThread
    default boolean seesDataWhileHolding() {
        return true;
    }
}
