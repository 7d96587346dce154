package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.Nullable;

/** Who asked for a TCP connection is told by one of these, once. */
@OnWorker
public interface TcpAnswers {

    /**
     * The connection is established and belongs to the caller until it closes it. Reading is not disabled; half close is
     * off.
     */
    void onReady(UpstreamConnection connection, UpstreamHost host);

    /**
     * There is no connection.
     *
     * @param transportFailureReason what the transport socket or the operating system reported; empty for nothing
     * @param host the host tried; null if none was chosen
     */
    void onFailure(PoolFailure reason, String transportFailureReason, @Nullable UpstreamHost host);
}
