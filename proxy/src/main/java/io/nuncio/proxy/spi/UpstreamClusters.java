package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import org.jspecify.annotations.Nullable;

/** The clusters as one worker sees them at this moment. Confined to that worker. */
@OnWorker
public interface UpstreamClusters {

    /**
     * The cluster of this name; null if there is none (any more). It is looked up again for each new stream: what was found before may be closed by then.
     */
    @Nullable
    UpstreamCluster find(String name);
}
