package io.nuncio.proxy.exchange;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.message.HeadPool;
import org.jspecify.annotations.Nullable;

/**
 * What a stream stands on; one object for all streams of a connection.
 *
 * @param dispatcher the loop that owns it
 * @param heads the arrays of heads
 * @param clusters as the loop sees them
 * @param downstream the connection it came on; null where there is none
 * @param caller how clusters are called; null where they cannot be
 * @param bufferLimitBytes how much is held in each direction; 0 for no limit
 */
public record Ground(
        Dispatcher dispatcher,
        HeadPool heads,
        UpstreamClusters clusters,
        @Nullable NetworkConnection downstream,
        @Nullable Caller caller,
        int bufferLimitBytes) {}
