package io.nuncio.proxy.downstream;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.wire.WireLoop;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What one worker brings along for its connections.
 *
 * @param index which worker it is, from 0
 * @param loop its loop
 * @param clusters the clusters as it sees them
 * @param random random numbers, not for secrets
 * @param globalConnections how many connections the process may have; null for no limit
 */
@OnWorker
public record WorkerSetting(
        int index,
        WireLoop loop,
        UpstreamClusters clusters,
        RandomGenerator random,
        @Nullable SharedBudget globalConnections) {}
