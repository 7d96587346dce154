package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/**
 * Looks at the first bytes of a connection before its filter chain is chosen: SNI, ALPN, a PROXY header. One instance a
 * connection, confined to its worker; gone as soon as the chain is chosen.
 */
@OnWorker
public interface ListenerFilter {

    /** Whether the next filter, or the choice of the chain, may come. */
    enum Verdict {
        /** This filter has done its work. */
        CONTINUE,
        /** It waits for (more) bytes, or for {@link ListenerFilterCallbacks#continueFilterChain}. */
        STOP
    }

    /** The connection was accepted. */
    Verdict onAccept(ListenerFilterCallbacks callbacks);

    /**
     * Bytes have arrived; called only after {@code STOP} and while {@link #maxReadBytes} is not 0.
     *
     * @param data everything received so far; what is not drained is seen by the next filter and by the connection
     */
    Verdict onData(ByteQueue data);

    /** How many bytes it must see at most; 0 if it looks at none. */
    int maxReadBytes();

    /** The connection ended, or timed out, while this filter waited. */
    default void onClose() {}
}
