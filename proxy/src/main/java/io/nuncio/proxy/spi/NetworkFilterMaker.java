package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;

/** One configured network filter: makes an instance for each connection. Immutable, used by all workers. */
public interface NetworkFilterMaker {

    /** Makes the filter of one connection, on the worker that owns it. */
    @OnWorker
    NetworkFilter make(NetworkFilterCallbacks callbacks);

    /** Whether it ends the chain: it must stand last, and a chain must have one. */
    @AnyThread
    boolean terminal();
}
