package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;

/** A connection that this proxy opened for one user, who reads it. Confined to its dispatcher. */
@OnWorker
public interface UpstreamConnection extends NetworkConnection {

    /** Who gets the bytes from now on; what has arrived before is handed over too. */
    void readTo(ReadSink sink);
}
