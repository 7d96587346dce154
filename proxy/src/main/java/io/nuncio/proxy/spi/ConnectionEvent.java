package io.nuncio.proxy.spi;

/** What happens to a connection, each at most once; a close is the last thing that is told. */
public enum ConnectionEvent {
    /** The connection is established, a handshake of the transport socket included. */
    CONNECTED,
    /** The peer closed or reset it, or it failed; see {@link NetworkConnection#transportFailureReason}. */
    REMOTE_CLOSE,
    /** This side closed it; see {@link NetworkConnection#localCloseReason}. */
    LOCAL_CLOSE;

    /** Whether the connection is gone. */
    public boolean closed() {
        return this != CONNECTED;
    }
}
