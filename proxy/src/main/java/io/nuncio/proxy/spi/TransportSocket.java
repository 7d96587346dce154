package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;

/**
 * Stands between the bytes of the network and those of the filters: nothing (the raw buffer), TLS, a PROXY header.
 * One instance a connection, confined to its dispatcher.
 *
 * <p>The connection moves the network's bytes: what has arrived lies in {@link TransportSocketCallbacks#received}, what
 * is to go out is put into {@link TransportSocketCallbacks#toSend}. Both are queues, so that no byte is copied that a
 * transport socket does not change.
 */
@OnWorker
public interface TransportSocket {

    /** What becomes of the connection after a read or a write. */
    enum Outcome {
        /** It goes on. */
        KEEP_OPEN,
        /** The peer has said that it will send no more (by a FIN, or in its own words); of reads only. */
        END_OF_INPUT,
        /** It is closed; {@link #failureReason} says why if something went wrong. */
        CLOSE
    }

    /** Called once, before anything else. */
    void init(TransportSocketCallbacks callbacks);

    /** The connection below is established: a client's handshake begins here. */
    void onConnected();

    /**
     * Takes from {@link TransportSocketCallbacks#received} and appends the plain bytes to {@code into}.
     *
     * @param ended the peer has shut down its side; what has been received before is in the queue
     */
    Outcome doRead(ByteQueue into, boolean ended);

    /**
     * Takes plain bytes from {@code from}, as many as it can use now, and appends to
     * {@link TransportSocketCallbacks#toSend}.
     *
     * @param end nothing will be written after these bytes
     */
    Outcome doWrite(ByteQueue from, boolean end);

    /** The connection is being closed: a last word (TLS's close_notify) may be put into the queue to send. */
    void closeSocket(ConnectionEvent event);

    /** Whether a flushing close may send what is waiting: false while a handshake is not complete. */
    boolean canFlushClose();

    /** What went wrong, in Envoy's words for the access log; empty for nothing. */
    String failureReason();

    /** The application protocol agreed on (ALPN), or empty. */
    String protocol();
}
