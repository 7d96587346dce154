package io.nuncio.filter;

/**
 * An HTTP filter as plain, blocking Java.
 *
 * <p>One instance serves every request, on many threads at once, so it keeps no request in a field: what belongs to one
 * request are the local variables of {@link #intercept}.
 *
 * @param <C> its configuration, as {@link HttpFilterFactory#parse} makes it
 */
@FunctionalInterface
public interface HttpFilter<C> {

    /**
     * Sees one request and its response, on a virtual thread of its own; it may block. It passes the request on with
     * {@link Exchange#proceed} and returns what the client gets; if it returns without, that is the answer of this proxy.
     *
     * <p>What it throws ends this request only: {@link ReplyException} is an answer, {@link Body.TooLargeException} is 413
     * for a request and 500 for a response, {@link StreamGoneException} and {@link InterruptedException} after the end of
     * the stream are nothing; everything else is 500 with the details {@code filter_error{<name>}}, counted, and reset
     * where the head of a response has gone out already.
     */
    Response intercept(Exchange<C> exchange) throws Exception;
}
