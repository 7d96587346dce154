package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/** Takes the bytes that a connection reads. Called on the dispatcher of the connection. */
@OnWorker
public interface ReadSink {

    /**
     * Bytes from the peer.
     *
     * @param data what is not taken stays in the queue and is shown again with what comes next
     * @param end the peer has half-closed; told once, with the last bytes or alone
     */
    void onData(ByteQueue data, boolean end);
}
