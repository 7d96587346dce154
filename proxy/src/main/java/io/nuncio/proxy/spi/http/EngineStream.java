package io.nuncio.proxy.spi.http;

import io.nuncio.filter.inline.Stream;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spec.route.RouteEntry;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.StreamAnswers;
import org.jspecify.annotations.Nullable;

/**
 * What the engine lends its own filters beyond {@link Stream}: one stream, as seen from one filter's place in the chain.
 * Confined to {@link #dispatcher}.
 */
@OnWorker
public interface EngineStream extends Stream {

    /** The loop that owns the stream. */
    Dispatcher dispatcher();

    /** What happens to it, for logs. */
    StreamInfo info();

    /** The head of the request; null after the end. */
    @Nullable
    Head requestHeaders();

    /** The head of the response as far as there is one; it may be replaced by a local reply. */
    @Nullable
    Head responseHeaders();

    /** Where heads for answers and for requests are taken from. */
    HeadPool heads();

    /** The downstream connection; null where there is none (an internal call). */
    @Nullable
    NetworkConnection downstream();

    /** The clusters as this loop sees them. */
    UpstreamClusters clusters();

    /** The random number of this stream, the same at every call: for weighted clusters, fractions and samples. */
    long random();

    /**
     * The route that the request takes, looked up at the first call and kept until {@link #refreshRoute}; null if there is
     * none. Safe to call in any of the filter's callbacks.
     */
    @Nullable
    RouteEntry route();

    /** The next {@link #route} looks again: what the look-up goes by has been changed. */
    void refreshRoute();

    // ---- answers, from the filter that ends the chain

    /** An interim response (1xx). */
    void respondInterim(Head head);

    /** The head of the response. It belongs to the stream from here on. */
    void respondHeaders(Head head, boolean end);

    /** More of the response; takes all of {@code data}. */
    void respondData(ByteQueue data, boolean end);

    /** The trailers of the response, and its end. They belong to the stream from here on. */
    void respondTrailers(Head trailers);

    /** Answers in place of the upstream, as {@link #reply}, in full. */
    void localReply(LocalReply reply);

    // ---- bodies

    /**
     * Adds to the request's body. In the head's callback a request without a body gets one; in the trailers' callback the
     * data goes ahead of them.
     *
     * @param streaming whether more than the buffer limit slows the source instead of failing the request
     */
    void addRequestData(ByteQueue data, boolean streaming);

    /** As {@link #addRequestData}, of the response. */
    void addResponseData(ByteQueue data, boolean streaming);

    /** Sends data to the filters behind, past what is held here; a head that was held goes first. Not from the filter's
     * own data callback. */
    void injectRequestData(ByteQueue data, boolean end);

    /** As {@link #injectRequestData}, of the response. */
    void injectResponseData(ByteQueue data, boolean end);

    /** Sends trailers to the filters behind, and so the end, past what is held here; they belong to the stream. What other
     * trailers there were is dropped. Not from the filter's own callbacks of this direction. */
    void injectRequestTrailers(Head trailers);

    /** As {@link #injectRequestTrailers}, of the response. */
    void injectResponseTrailers(Head trailers);

    /**
     * Trailers for a request that has none, from the callback that sees its last data.
     *
     * @throws IllegalStateException anywhere else, and the second time
     */
    Head addRequestTrailers();

    /** As {@link #addRequestTrailers}, of the response. */
    Head addResponseTrailers();

    /** What this filter made the host hold of the request; null for nothing. It may be changed in place. */
    @Nullable
    ByteQueue heldRequestData();

    /** As {@link #heldRequestData}, of the response. */
    @Nullable
    ByteQueue heldResponseData();

    // ---- flow control

    /** How many bytes are held in each direction before the source is slowed, or refused; 0 for no limit. */
    int bufferLimit();

    /** Raises the limit; a smaller one changes nothing. */
    void raiseBufferLimit(int bytes);

    /** This filter has more of the request than it wants: the client is to send no more. Counted. */
    void requestAboveHighWatermark();

    /** The opposite; as often as {@link #requestAboveHighWatermark}. */
    void requestBelowLowWatermark();

    /** This filter has more of the response than it wants: whoever makes it is to stop. Counted. */
    void responseAboveHighWatermark();

    /** The opposite; as often as {@link #responseAboveHighWatermark}. */
    void responseBelowLowWatermark();

    /** Whoever makes a response wants to know when the client does not keep up. A late subscriber is told at once, as
     * often as the mark is exceeded. */
    void subscribe(WatermarkAnswers answers);

    /** The opposite. */
    void unsubscribe(WatermarkAnswers answers);

    // ---- calls

    /**
     * Begins a request of the proxy's own to a cluster, piece by piece. It does not end with this stream: whoever opened it
     * cancels it, or lets it come to its end.
     *
     * @param head of the request, which belongs to the call from here on
     * @param answers told of the response, as by a codec; it may be told something during this call already
     * @throws IllegalStateException where there are no clusters to call
     */
    UpstreamCall open(UpstreamCall.Options options, Head head, boolean end, StreamAnswers answers);

    // ---- the whole

    /**
     * Starts over with the same request and a new chain (internal redirects).
     *
     * @return false, and nothing happens, if the request is not complete or has a body
     */
    boolean recreate();

    /** Told of the client's way out. */
    interface WatermarkAnswers {
        /** The client does not keep up. Counted. */
        void onAboveWriteHighWatermark();

        /** The client has caught up; as often. */
        void onBelowWriteLowWatermark();
    }
}
