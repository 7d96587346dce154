package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.StreamAnswers;
import org.jspecify.annotations.Nullable;

/**
 * Who asked a cluster to carry a request is told by these: first, and once, whether there is a stream; then, if there is,
 * what comes back on it.
 */
@OnWorker
public interface UpstreamAnswers extends StreamAnswers {

    /**
     * There is a stream; the request is written to it. The host's and the cluster's counters of requests in flight are
     * the cluster's care.
     *
     * @param connection the record of the upstream connection: its id, addresses, times; it outlives this stream
     */
    void onReady(CodecStream stream, UpstreamHost host, StreamInfo connection);

    /**
     * There is none.
     *
     * @param transportFailureReason what the transport socket or the operating system reported; empty for nothing
     * @param host the host tried; null if none was chosen
     */
    void onFailure(PoolFailure reason, String transportFailureReason, @Nullable UpstreamHost host);
}
