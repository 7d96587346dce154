package io.nuncio.filter.inline;

import io.nuncio.filter.Summary;

/**
 * A filter that runs on the worker itself. One instance a stream, so its fields need no lock. It never waits: what
 * blocks here stops every connection of the worker.
 *
 * <p>Requests pass the filters in the order of the configuration, responses in reverse. The callbacks of one stream
 * never overlap, and what a filter asks of its {@link Stream} during a callback takes effect when the callback has
 * returned.
 */
public interface StreamFilter {

    /** The head of the request. */
    default Verdict onRequestHeaders(MutableHeaders headers, boolean end) {
        return Verdict.CONTINUE;
    }

    /** Some of the request's body. */
    default Verdict onRequestData(Bytes data, boolean end) {
        return Verdict.CONTINUE;
    }

    /** The end of the request, where it has trailers. */
    default Verdict onRequestTrailers(MutableHeaders trailers) {
        return Verdict.CONTINUE;
    }

    /** A 1xx response, before the final one. */
    default Verdict onInterimResponse(MutableHeaders headers) {
        return Verdict.CONTINUE;
    }

    /** The head of the response. */
    default Verdict onResponseHeaders(MutableHeaders headers, boolean end) {
        return Verdict.CONTINUE;
    }

    /** Some of the response's body. */
    default Verdict onResponseData(Bytes data, boolean end) {
        return Verdict.CONTINUE;
    }

    /** The end of the response, where it has trailers. */
    default Verdict onResponseTrailers(MutableHeaders trailers) {
        return Verdict.CONTINUE;
    }

    /** The logging phase: all is over, nothing can be changed. Exactly once, before {@link #onDestroy}. */
    default void onComplete(Summary summary) {}

    /** The last call, exactly once; the stream answers nothing from here on. */
    default void onDestroy() {}

    /**
     * What becomes of the event. A verdict that makes no sense where it is given (to hold the head of a request
     * without a body for a body, say) fails the stream with 500 and is counted; it never hangs.
     */
    enum Verdict {
        /** On to the next filter. From a data or trailers callback it also releases what this filter held. */
        CONTINUE,
        /**
         * Kept for me; I still want what follows. Data is collected within the buffer limit: above it the answer is 413
         * for a request, 500 for a response whose head has not been sent, and a reset after that.
         */
        HOLD,
        /** Nothing more to me or behind me until I resume; above the buffer limit the peer is told to stop sending. */
        PAUSE,
        /** I took these bytes; the next filter does not see them. */
        CONSUME
    }
}
