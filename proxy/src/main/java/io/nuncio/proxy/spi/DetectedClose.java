package io.nuncio.proxy.spi;

/** How a closed connection came to its end, as far as the socket told. */
public enum DetectedClose {
    /** By a FIN, or not closed yet. */
    NORMAL,
    /** The peer sent a reset. */
    REMOTE_RESET,
    /** This side sent a reset. */
    LOCAL_RESET
}
