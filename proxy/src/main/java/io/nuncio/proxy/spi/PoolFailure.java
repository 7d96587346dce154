package io.nuncio.proxy.spi;

/** Why a pool has no connection to give. */
public enum PoolFailure {
    /** No host to choose from. */
    NO_HOST,
    /** A circuit breaker is open. */
    OVERFLOW,
    /** This side gave up: the cluster or the host went away. */
    LOCAL_CONNECTION_FAILURE,
    /** The peer refused, or closed before the connection was complete. */
    REMOTE_CONNECTION_FAILURE,
    /** {@code connect_timeout} passed. */
    TIMEOUT
}
