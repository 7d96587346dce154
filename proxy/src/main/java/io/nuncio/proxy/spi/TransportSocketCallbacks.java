package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/** What a transport socket may ask of its connection. Confined to the connection's dispatcher. */
@OnWorker
public interface TransportSocketCallbacks {

    NetworkConnection connection();

    /** Bytes of the network that have arrived and nobody has taken. */
    ByteQueue received();

    /** Bytes for the network. What is put here goes out with the next flush of the connection. */
    ByteQueue toSend();

    /** The handshake is complete, or it failed: the connection tells its callbacks. */
    void raiseEvent(ConnectionEvent event);

    /** There is something to read or to send although nothing arrived: {@code doRead} and {@code doWrite} are called. */
    void resume();
}
