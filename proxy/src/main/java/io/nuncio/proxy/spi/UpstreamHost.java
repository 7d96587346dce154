package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.proxy.spec.cluster.HostSpec;

/** An endpoint of a cluster, as balancers, filters and logs see it. */
@AnyThread
public interface UpstreamHost {

    /** As last published. */
    HostSpec spec();

    /** Its address as text, {@code 10.0.0.1:80}. */
    default String addressText() {
        return spec().address().text();
    }

    /** Requests (for TCP: connections) in flight on all workers; approximate while they run. */
    long activeRequests();

    /** A request was answered with success, as far as the host is concerned. */
    void countSuccess();

    /** A request failed: an answer of 5xx, or none. */
    void countError();

    /** A request was not answered in time. */
    void countTimeout();
}
