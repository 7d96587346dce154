package io.nuncio.proxy.spi;

/** How a connection is closed by this side: Envoy's {@code ConnectionCloseType}. */
public enum CloseType {
    /** What is waiting to be written goes out first, then the socket is closed; bounded by the delayed-close timeout. */
    FLUSH_WRITE,
    /** Closed now; what is waiting to be written is dropped. */
    NO_FLUSH,
    /**
     * As {@link #FLUSH_WRITE}; then the peer gets the delayed-close timeout to close first, so that a reset cannot overtake
     * the last bytes.
     */
    FLUSH_WRITE_AND_DELAY,
    /** As {@link #NO_FLUSH}, without a farewell of the transport socket. */
    ABORT,
    /** As {@link #ABORT}, and the peer gets a TCP reset. */
    ABORT_RESET
}
