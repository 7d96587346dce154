package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.proxy.spec.cluster.ClusterSpec;
import org.jspecify.annotations.Nullable;

/** One cluster on one worker. Confined to that worker. */
@OnWorker
public interface UpstreamCluster {

    /** As last published. */
    ClusterSpec spec();

    /** A counter of the cluster, {@code cluster.<its name>.<name>}, for what its users count. */
    Counter counter(String name);

    /** Where the stats of the cluster stand, {@code cluster.<its name>.}; for users that keep what they find there. */
    Scope stats();

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

    /**
     * Asks for a stream to one host, on a connection that may serve others before and after.
     *
     * <p>The answer may come during the call. Circuit breakers, {@code connect_timeout} and the counters of connections and
     * of requests waiting or in flight are the cluster's; what a response means is counted by the caller.
     *
     * @param query what balancer and pool may look at
     * @param answers told once whether there is a stream, then what comes back on it
     * @return takes the request back; null if it has been answered
     */
    @Nullable
    Pending newHttpStream(HttpQuery query, UpstreamAnswers answers);

    /**
     * Takes one retry from the circuit breaker of that priority; who got it gives it back once, to {@link #releaseRetry}.
     *
     * @return false if too many are under way
     */
    boolean tryAcquireRetry(boolean highPriority);

    /** Gives back what {@link #tryAcquireRetry} lent. */
    void releaseRetry(boolean highPriority);

    /** What those count here who send requests. */
    RequestStats requests();

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
