package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;

/** One configured transport socket: makes an instance for each connection. Immutable, used by all dispatchers. */
public interface TransportSocketMaker {

    /**
     * Makes the transport socket of one connection.
     *
     * @param connection where it goes: the names and addresses that a handshake or a header needs
     */
    @OnWorker
    TransportSocket make(ConnectionInfo connection);

    /** Whether it makes the connection secure; decides what an unset transport protocol means. */
    @AnyThread
    boolean secure();
}
