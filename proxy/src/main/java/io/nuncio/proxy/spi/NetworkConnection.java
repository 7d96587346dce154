package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * One connection of either side: Envoy's {@code Network::Connection}. Confined to {@link #dispatcher}, where it was
 * made and where it dies.
 *
 * <p>After {@link ConnectionEvent#REMOTE_CLOSE} or {@link ConnectionEvent#LOCAL_CLOSE} every method is still allowed and
 * does nothing; getters answer the last value.
 */
@OnWorker
public interface NetworkConnection {

    /** How far a connection has come. */
    enum State {
        /** Being established, or established. */
        OPEN,
        /** Closed by this side, but what waits to be written is still going out. */
        CLOSING,
        /** Gone. */
        CLOSED
    }

    /** Unique in the process. */
    long id();

    /** The loop that owns the connection. */
    Dispatcher dispatcher();

    State state();

    /** Whether the peer is still being waited for (of a connection that this side opens). */
    boolean connecting();

    /**
     * Takes all of {@code data} and sends it, with everything else written in this turn of the loop.
     *
     * @param data is empty afterwards
     * @param end this side will send no more; needs {@link #enableHalfClose}
     */
    void write(ByteQueue data, boolean end);

    /** Closes. The event comes at once, or for a flushing close when the last byte is out. */
    default void close(CloseType type) {
        close(type, "");
    }

    /**
     * As {@link #close(CloseType)}.
     *
     * @param details why, for {@link #localCloseReason} and the access log: one word, underscores for blanks
     */
    void close(CloseType type, String details);

    /** Whether a FIN of one side leaves the other direction open. Off at first: the peer's FIN closes. */
    void enableHalfClose(boolean enabled);

    /**
     * Stops or resumes reading. Counted: it takes as many {@code false} as {@code true}. Bytes that have been read are
     * handed on when reading resumes.
     */
    void readDisable(boolean disable);

    /** Whether nobody has reading disabled. */
    boolean readEnabled();

    /** {@code TCP_NODELAY}; on at first. */
    void noDelay(boolean enabled);

    /** Callbacks are told in the order in which they were added. */
    void addCallbacks(ConnectionCallbacks callbacks);

    /** Tells {@code callbacks} no more. */
    void removeCallbacks(ConnectionCallbacks callbacks);

    /**
     * The high watermark of what waits to be written, and about the most that is read before it is handed on.
     *
     * @param bytes 0 turns it off
     */
    void bufferLimit(int bytes);

    /** The limit last set. */
    int bufferLimit();

    /** Whether more waits to be written than the high watermark, and has not yet shrunk to the low one. */
    boolean aboveHighWatermark();

    /** Bytes that wait to be written. */
    long bytesToWrite();

    /** How long a flushing close may take without progress, in milliseconds; 0 for ever. */
    void delayedCloseTimeoutMs(long timeoutMs);

    /** Whether a flushing close took longer than that. */
    default boolean delayedCloseTimedOut() {
        return false;
    }

    /** What the transport socket or the operating system reported; empty if nothing went wrong. */
    String transportFailureReason();

    /** The details of {@link #close(CloseType, String)}; empty where none were given. */
    String localCloseReason();

    /** How the connection came to its end. */
    DetectedClose detectedClose();

    /** Counts the bytes of this connection from now on; null for nobody. */
    void countBytes(@Nullable ConnectionStats stats);

    /** Addresses, names and what listener filters found. */
    ConnectionInfo info();

    /** The record of this connection, for access logs. */
    StreamInfo streamInfo();

    /** The application protocol that the transport socket agreed on (ALPN); empty for none. */
    String nextProtocol();
}
