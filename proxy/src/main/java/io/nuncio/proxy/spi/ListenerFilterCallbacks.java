package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.Dispatcher;

/** What a listener filter may ask of a connection that has no filter chain yet. Confined to the worker. */
@OnWorker
public interface ListenerFilterCallbacks {

    /** Where findings are put. */
    ConnectionInfo info();

    StreamInfo streamInfo();

    Dispatcher dispatcher();

    /** After {@code STOP}: the next filter goes on, or the connection is closed. */
    void continueFilterChain(boolean success);
}
