package io.nuncio.proxy.spi.http;

import io.nuncio.filter.inline.StreamFilter;
import io.nuncio.filter.thread.OnWorker;

/** A stream filter that also wants to know of replies which this proxy makes itself. */
@OnWorker
public interface EngineFilter extends StreamFilter {

    /**
     * This proxy is about to answer in place of the upstream. Every filter is asked, before any of them sees the answer;
     * it must not answer itself.
     *
     * @param status of the answer
     * @param details Envoy's response code details
     * @return false to have the stream reset instead of answered
     */
    default boolean onLocalReply(int status, String details) {
        return true;
    }
}
