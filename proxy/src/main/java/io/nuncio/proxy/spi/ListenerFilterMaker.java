package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;

/** One configured listener filter: makes an instance for each connection. Immutable, used by all workers. */
public interface ListenerFilterMaker {

    /** Makes the filter of one connection, on the worker that accepted it. */
    @OnWorker
    ListenerFilter make();
}
