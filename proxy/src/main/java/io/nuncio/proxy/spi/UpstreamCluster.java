package io.nuncio.proxy.spi;

import io.nuncio.filter.OnWorker;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import org.jspecify.annotations.Nullable;

/** One cluster on one worker. Confined to that worker. */
@OnWorker
public interface UpstreamCluster {

    /** As last published. */
    ClusterSpec spec();

    /** A counter of the cluster, {@code cluster.<its name>.<name>}, for what its users count. */
    Counter counter(String name);

    /**
     * Asks for a connection of its own to one host.
     *
     * <p>The answer may come during the call. Circuit breakers, {@code connect_timeout} and stats are the cluster's.
     *
     * @param query what the balancer may look at
     * @param answers told once: the connection, or why there is none
     * @return takes the request back; null if it has been answered
     */
    @Nullable
    Pending newTcpConnection(HostQuery query, TcpAnswers answers);

    /** Someone waits for a connection. */
    interface Pending {
        /**
         * Stops waiting; nothing is told any more. Does nothing after an answer.
         *
         * @param discard whether a connection that was being opened for this is closed, instead of kept for another
         */
        void cancel(boolean discard);
    }
}
