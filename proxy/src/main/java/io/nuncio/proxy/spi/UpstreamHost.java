package io.nuncio.proxy.spi;

import io.nuncio.filter.AnyThread;
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
}
