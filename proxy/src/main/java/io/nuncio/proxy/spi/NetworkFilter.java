package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/**
 * Looks at, changes, or takes the bytes of one connection. One instance a connection; confined to the connection's
 * worker, so its fields need no lock.
 *
 * <p>Read callbacks run in the order of the configuration, write callbacks in reverse (Envoy's network filter chain).
 */
@OnWorker
public interface NetworkFilter {

    /** Whether the next filter is called. */
    enum Verdict {
        /** The next filter is called with the same bytes. */
        CONTINUE,
        /** No later filter is called until {@link NetworkFilterCallbacks#continueReading}. */
        STOP
    }

    /** The connection is there, before its first byte. */
    default Verdict onNewConnection() {
        return Verdict.CONTINUE;
    }

    /**
     * Bytes from the peer.
     *
     * @param data what has arrived and nobody took yet; the filter drains what it takes
     * @param end whether the peer has half-closed
     */
    default Verdict onData(ByteQueue data, boolean end) {
        return Verdict.CONTINUE;
    }

    /**
     * Bytes to the peer.
     *
     * @param data what is to be written; may be changed
     * @param end whether the connection is half-closed towards the peer after them
     */
    default Verdict onWrite(ByteQueue data, boolean end) {
        return Verdict.CONTINUE;
    }

    /** The connection is gone and the filter with it; the last call. */
    default void onDestroy() {}
}
