package io.nuncio.proxy.spi.message;

import io.nuncio.kernel.buffer.ByteQueue;

/**
 * What a codec tells the owner of a stream. Called on the dispatcher of the connection; any callback may call any method
 * of the {@link CodecStream}.
 *
 * <p>Order: interim responses (upstream only), headers, data, trailers; {@code end} is told once, or trailers are the
 * end. A reset may come at any time before both directions have ended, and is the last call.
 */
public interface StreamAnswers {

    /** An interim response (1xx, but not 101). The head belongs to the receiver. */
    default void onInterim(Head head) {
        head.release();
    }

    /** The head of the message; it belongs to the receiver, who releases it. */
    void onHeaders(Head head, boolean end);

    /** More of the body. What the receiver leaves in {@code data} is dropped. */
    void onData(ByteQueue data, boolean end);

    /** The trailers, and the end; they belong to the receiver. */
    void onTrailers(Head trailers);

    /**
     * The stream is gone.
     *
     * @param details what was wrong, in Envoy's words for logs; empty where there is nothing to say
     */
    void onReset(ResetReason reason, String details);

    /** What was sent piles up: send no more. Counted: it takes as many {@link #onBelowWriteLowWatermark}. */
    default void onAboveWriteHighWatermark() {}

    /** What was sent has gone out. */
    default void onBelowWriteLowWatermark() {}
}
