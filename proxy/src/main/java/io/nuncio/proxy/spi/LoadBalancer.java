package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.Nullable;

/** Chooses a host of a cluster. One instance a worker and host set, confined to that worker. */
@OnWorker
public interface LoadBalancer {

    /** The host to use; null if there is none. */
    @Nullable
    UpstreamHost choose(HostQuery query);
}
