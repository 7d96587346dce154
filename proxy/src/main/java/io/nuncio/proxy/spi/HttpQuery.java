package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.message.Protocol;

/** What a cluster may ask about a request that it is to carry. */
@OnWorker
public interface HttpQuery extends HostQuery {

    /** Nothing is known. */
    HttpQuery NONE = new HttpQuery() {};

    /** Whether the circuit breakers of high priority count. */
    default boolean highPriority() {
        return false;
    }

    /** The version that the client spoke. */
    default Protocol downstreamProtocol() {
        return Protocol.HTTP_11;
    }
}
