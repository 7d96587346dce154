package io.nuncio.proxy.spi.http;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spi.message.Head;

/**
 * A request of this proxy's own to a cluster, under way. What comes back is told to the
 * {@link io.nuncio.proxy.spi.message.StreamAnswers} that it was opened with; after the end of the response, a reset or
 * {@link #cancel} every method does nothing. Confined to the dispatcher of the stream that opened it.
 */
@OnWorker
public interface UpstreamCall {

    /** More of the body; takes all of {@code data}. */
    void sendData(ByteQueue data, boolean end);

    /** The trailers, and the end. They belong to the call from here on. */
    void sendTrailers(Head trailers);

    /** The caller does not keep up with the response, or does again. Counted. */
    void readDisable(boolean disable);

    /** Gives it up: nothing is told any more. */
    void cancel();

    /**
     * How a call is made.
     *
     * @param cluster where it goes
     * @param timeoutMs from the end of the request to the end of the response; 0 for ever
     * @param tellsOrigin whether the request is marked as internal and this machine is added to {@code x-forwarded-for}, as
     *     Envoy marks copies of requests
     */
    record Options(String cluster, long timeoutMs, boolean tellsOrigin) {}
}
