package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/** Sees what is written before it goes to the transport socket: the write side of a network filter chain. */
@OnWorker
public interface WriteTap {

    /**
     * What is about to be written; may be changed.
     *
     * @return whether the rest is written now; if not, whoever holds it back calls {@link Connection#writeThrough}
     */
    boolean onWrite(ByteQueue data, boolean end);
}
