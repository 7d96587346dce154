package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;

/**
 * What the users of a connection are told. Called on the dispatcher that owns the connection; callbacks may close the
 * connection and may add or remove callbacks.
 */
@OnWorker
public interface ConnectionCallbacks {

    /** Established, or gone; after a close nothing more is told. */
    void onEvent(ConnectionEvent event);

    /** More than the high watermark waits to be written; told once until {@link #onBelowWriteLowWatermark}. */
    default void onAboveWriteHighWatermark() {}

    /** What waits to be written has shrunk to the low watermark. */
    default void onBelowWriteLowWatermark() {}

    /** The kernel has taken {@code bytes} more. */
    default void onBytesSent(long bytes) {}
}
