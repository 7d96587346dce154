package io.nuncio.filter.inline;

import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.thread.AnyThread;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the host lends a {@link StreamFilter}: one stream, as seen from one filter's place in the chain.
 *
 * <p>Worker only: on any other thread every method throws {@link io.nuncio.filter.NotOwnerException}; after
 * {@link StreamFilter#onDestroy} every method throws {@link io.nuncio.filter.StreamGoneException}. What is asked during
 * one of the filter's own callbacks is done when that callback has returned.
 */
public interface Stream {

    /**
     * Lets the request go on where this filter stopped it.
     *
     * @throws IllegalStateException if this filter has not stopped it; the stream goes on unharmed
     */
    void resumeRequest();

    /**
     * Lets the response go on where this filter stopped it.
     *
     * @throws IllegalStateException if this filter has not stopped it; the stream goes on unharmed
     */
    void resumeResponse();

    /**
     * Answers in place of the upstream. Before a response has begun it passes all filters; while one is held in the
     * chain it goes past them; after a head has been sent the stream is reset instead (Envoy's three outcomes).
     */
    void reply(Response response);

    /** Ends the stream without an answer. */
    void reset();

    /** This filter's configuration, merged for the route of now. */
    <C> C config(Class<C> type);

    /** Runs {@code then} on the worker after a delay, unless the stream has ended. */
    Cancellable after(Duration delay, Runnable then);

    /** Calls a cluster of the proxy; exactly one of the two callbacks runs, unless the stream ends first. */
    Cancellable call(String cluster, Request request, Consumer<Response> then, Consumer<Exception> failed);

    /** What may leave the worker. */
    Poster poster();

    /** Something under way that can be called off; calling off twice, or late, does nothing. */
    interface Cancellable {
        /** Calls it off: its callbacks will not run. */
        void cancel();
    }

    /** The one thing that may leave the worker, and may outlive the stream. */
    @AnyThread
    interface Poster {
        /** Runs {@code then} on the worker; false, and nothing is done, if the stream is gone. */
        boolean post(Consumer<Stream> then);
    }
}
